# SPDX-License-Identifier: MIT
"""Whom a call or a job on the command line reaches: the one who was meant, as the host has them now, or nobody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flotui.config.exits import Exit
from tests.cli.conftest import Run
from tests.support.served import Served

MEXICAN = "+5218185550143"
ANGELENO = "+18185550143"


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """There are so many that a number is asked for in its forms, and everyone isn't read for it."""
    monkeypatch.setattr("flotui.resources.subscribers.phones.PAGE", 1)


def born(host: Served, name: str, phone: str | None = None, email: str | None = None) -> str:
    """Somebody new at the host; their id."""
    person = host.host.world.people.create(name=name, phone=phone, email=email, now="2026-03-01 00:00:00")
    return str(person.user_ns)


def read_first_page(run: Run) -> None:
    """Have the people who are there in the cache, as any look-up does."""
    run("people", "--count")
    run("api", "/subscribers", "-f", "phone=81 8555 0000")


def tag(run: Run, who: str) -> Any:
    return run("api", "flowBotUserAddTag", "-f", f"user_ns={who}", "-f", "tag_ns=vip")


def reached(host: Served) -> list[str]:
    return [each["body"]["user_ns"] for each in host.received()]


@pytest.mark.parametrize(
    ("cached", "there", "typed"),
    [
        (MEXICAN, ANGELENO, "+1 (818) 555-0143"),
        (MEXICAN, ANGELENO, "001 818 555 0143"),
        (MEXICAN, ANGELENO, "https://wa.me/18185550143"),
        (MEXICAN, ANGELENO, "tel:+1-818-555-0143"),
        ("+5513025550199", "+13025550199", "+1 302 555 0199"),
        ("+5515025550111", "+15025550111", "+1 502 555 0111"),
        ("+553188880777", "+5531988880777", "+55 31 98888-0777"),
        ("+13025550199", "+5513025550199", "+55 13 02555 0199"),
    ],
)
def test_a_number_with_its_countrys_code_means_who_has_exactly_it(
    run: Run, host: Served, cached: str, there: str, typed: str
) -> None:
    other = born(host, "Somebody Cached", cached)
    read_first_page(run)
    meant = born(host, "The Meant", there)
    named = tag(run, typed)
    assert named.exit_code == 0 and reached(host) == [meant] != [other], named.output
    assert f" is {meant} (The Meant, {there})." in named.stderr
    listed = json.loads(run("api", "/subscribers", "-f", f"phone={typed}").stdout)["data"]
    assert [each["user_ns"] for each in listed] == [meant]


@pytest.mark.parametrize(
    ("cached", "typed"),
    [
        (MEXICAN, "+1 818 555 0143"),
        ("+5513025550199", "+1 302 555 0199"),
        ("13025550199", "+55 13 02555 0199"),
    ],
)
def test_nobody_is_meant_by_an_ending(run: Run, host: Served, cached: str, typed: str) -> None:
    born(host, "Somebody Cached", cached)
    read_first_page(run)
    named = tag(run, typed)
    assert named.exit_code == Exit.USAGE and not host.received(), named.output
    assert f"no subscriber has the phone number {typed}" in named.stderr
    planned = run("jobs", "plan", f'phone:"{typed}"', "--add-tag", "vip")
    assert planned.exit_code != 0 and "No subscriber has" in planned.output, planned.output


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("+553188880777", "+55 31 98888-0777"),
        (MEXICAN, "+52 81 8555 0143"),
        ("541112345678", "+54 9 11 1234 5678"),
        ("8185550143", "81 8555 0143"),
    ],
)
def test_a_mobiles_digit_doesnt_count_where_nobody_has_exactly_the_number(
    run: Run, host: Served, stored: str, typed: str
) -> None:
    meant = born(host, "The Meant", stored)
    named = tag(run, typed)
    assert named.exit_code == 0 and reached(host) == [meant], named.output


def test_a_local_number_of_two_countries_is_refused_with_both(run: Run, host: Served) -> None:
    mexican, angeleno = born(host, "Mexicana", MEXICAN), born(host, "Angeleno", ANGELENO)
    read_first_page(run)
    named = tag(run, "81 8555 0143")
    assert named.exit_code == Exit.USAGE and not host.received(), named.output
    assert f"{mexican} (Mexicana, {MEXICAN})" in named.stderr and f"{angeleno} (Angeleno, {ANGELENO})" in (
        named.stderr
    )
    planned = run("jobs", "plan", 'phone:"81 8555 0143"', "--add-tag", "vip")
    assert planned.exit_code != 0 and MEXICAN in planned.output and ANGELENO in planned.output
    listed = run("api", "/subscribers", "-f", "phone=81 8555 0143")
    assert listed.exit_code == Exit.USAGE and ANGELENO in listed.stderr, listed.output


@pytest.mark.parametrize("seen", [0, 120])
def test_who_is_here_doesnt_decide_whose_a_local_number_is(run: Run, host: Served, seen: int) -> None:
    brazilian, american = born(host, "Brasileira", "+552125550100"), born(host, "American", "+12125550100")
    for number in range(seen):  # whose countries are seen first
        born(
            host, "Somebody", f"+{('44', '49', '34', '57', '51', '56', '351')[number % 7]}9111222{number:03}"
        )
    read_first_page(run)
    named = tag(run, "212 555 0100")
    assert named.exit_code == Exit.USAGE and not host.received(), named.output
    assert brazilian in named.stderr and american in named.stderr
    planned = run("jobs", "plan", 'phone:"212 555 0100"', "--add-tag", "vip")
    assert planned.exit_code != 0 and brazilian in planned.output and american in planned.output


@pytest.mark.parametrize(
    ("typed", "meant", "elsewhere", "others"),
    [
        ("089 1234567", "+49891234567", "+34891234567", "+4915112345{:03}"),
        ("02 8912345", "+39028912345", "+50328912345", "+3934712345{:03}"),
        ("01 58858912", "+43158858912", "+1158858912", "+4366412345{:03}"),
        ("(1) 234 5678", "+5712345678", "+5072345678", "+5730012345{:02}"),
    ],
)
def test_a_short_number_of_the_country_here_isnt_somebodys_elsewhere(
    run: Run, host: Served, typed: str, meant: str, elsewhere: str, others: str
) -> None:
    one, other = born(host, "Praxis Huber", meant), born(host, "Lucia", elsewhere)
    for number in range(120):
        born(host, "Somebody", others.format(number))
    read_first_page(run)
    named = tag(run, typed)
    if named.exit_code:
        assert named.exit_code == Exit.USAGE and not host.received(), named.output
        assert one in named.stderr and other in named.stderr
        host.host.world.people.edit(other).phone = None
        named = tag(run, typed)
    assert named.exit_code == 0 and reached(host) == [one], named.output


@pytest.mark.parametrize(
    ("typed", "spelled", "read"),
    [
        ("+55 31 98888-0777", "+55 31 98888-0777", False),
        ("(31) 98888-0777", "(31) 98888-0777", False),
        ("+5531988880777", "+55 (31) 98888.0777", True),
        ("31 98888 0777", "31 98888-0777", True),
    ],
)
def test_a_number_of_two_people_is_refused_also_where_one_has_it_with_blanks(
    run: Run, host: Served, typed: str, spelled: str, read: bool
) -> None:
    """The host finds one of them in the spelling that was typed, or that the copy of the list tells of, alone."""
    if not read:  # the copy has others
        read_first_page(run)
    two = {born(host, "Plain", "5531988880777"), born(host, "Spelled", spelled)}
    if read:
        read_first_page(run)
    named = tag(run, typed)
    assert named.exit_code == Exit.USAGE and not host.received(), named.output
    assert all(each in named.stderr for each in two), named.output
    listed = run("api", "/subscribers", "-f", f"phone={typed}")
    assert listed.exit_code == Exit.USAGE and all(each in listed.stderr for each in two), listed.output
    assert run("api", "/subscribers", "-f", f"phone={typed}", "--unchecked").exit_code == 0
    if typed.startswith("+"):
        planned = run("jobs", "plan", f'phone:"{typed}"', "--add-tag", "vip", "--json")
        assert {each["subject"] for each in json.loads(planned.stdout)["first"]} == two, planned.output
        assert set(run("people", f'phone:"{typed}"', "--csv", "--columns", "id").stdout.split()[1:]) == two


def test_a_local_number_that_is_several_channels_ids_is_refused(run: Run, host: Served) -> None:
    """On WhatsApp the channel's id is the number, where the phone itself is empty."""
    german, spaniard = born(host, "German"), born(host, "Spaniard")
    for who, digits in ((german, "49891234567"), (spaniard, "34891234567")):
        person = host.host.world.people.edit(who)
        person.channel, person.user_id = "whatsapp_cloud", digits
    named = tag(run, "089 1234567")
    assert named.exit_code == Exit.USAGE and not host.received(), named.output
    assert german in named.stderr and spaniard in named.stderr


def test_a_moved_number_goes_to_who_has_it_now(run: Run, host: Served) -> None:
    former = born(host, "Former", "+5515025550111")
    read_first_page(run)
    assert reached_by(run, host, "+5515025550111") == former
    host.host.world.people.edit(former).phone = "+5515025559999"
    new = born(host, "New Owner", "+5515025550111")
    assert reached_by(run, host, "+5515025550111") == new


def reached_by(run: Run, host: Served, who: str) -> str:
    host.host.log.clear()
    named = tag(run, who)
    assert named.exit_code == 0, named.output
    (found,) = reached(host)
    return found


@pytest.mark.parametrize(("nth", "email"), [(72, None), (230, None), (130, "z.prado@example.com")])
def test_a_second_one_far_down_the_hits_is_seen(run: Run, host: Served, nth: int, email: str | None) -> None:
    first = born(host, "Zuleika Prado", email=email)
    for number in range(nth):
        born(host, f"Zuleika Prado {number}", email=f"a{number}.{email}" if email else None)
    second = born(host, "Zuleika Prado", email=email)
    named = tag(run, email or "Zuleika Prado")
    assert named.exit_code == Exit.USAGE and not host.received(), named.output
    assert first in named.stderr and second in named.stderr, named.output


def test_a_name_is_looked_up_now(run: Run, host: Served) -> None:
    yara = born(host, "Yara Qorvex")
    assert tag(run, "Yara Qorvex").exit_code == 0
    born(host, "Yara Qorvex")
    again = tag(run, "Yara Qorvex")
    assert again.exit_code == Exit.USAGE and reached(host) == [yara], again.output
    assert "2 subscribers are called Yara Qorvex" in again.stderr

    assert tag(run, "Wanda Zelenko").exit_code == Exit.USAGE
    wanda = born(host, "Wanda Zelenko")
    assert tag(run, "Wanda Zelenko").exit_code == 0 and reached(host)[-1] == wanda

    mail = born(host, "One", email="moved@example.com")
    assert tag(run, "moved@example.com").exit_code == 0 and reached(host)[-1] == mail
    host.host.world.people.edit(mail).email = "other@example.com"
    other = born(host, "Two", email="moved@example.com")
    assert tag(run, "moved@example.com").exit_code == 0 and reached(host)[-1] == other


def test_of_addresses_that_differ_in_case_none_is_taken(run: Run, host: Served) -> None:
    one, other = born(host, "One", email="same@example.com"), born(host, "Two", email="Same@Example.com")
    for typed in ("same@example.com", "Same@Example.com", "<SAME@example.com>"):
        named = tag(run, typed)
        assert named.exit_code == Exit.USAGE and not host.received(), named.output
        assert "2 subscribers have the e-mail address" in named.stderr
        assert one in named.stderr and other in named.stderr


@pytest.mark.parametrize(
    ("there", "cells"),
    [
        ("+5491123456780", ["011 15 2345-6780", "+54 (0)11 15 2345-6780", "+54 9 11 2345-6780"]),
        ("+49891234560", ["+49 0 89 1234560", "089 1234560", "49089 1234560", "0049 (0)89 1234560"]),
    ],
)
def test_a_number_as_it_is_dialled_at_home_makes_no_double(
    run: Run, host: Served, tmp_path: Path, there: str, cells: list[str]
) -> None:
    one = born(host, "Uwe", phone=there)
    file = tmp_path / "people.csv"
    for cell in cells:
        file.write_text(f"phone,name,city\n{cell},Uwe,Lima\n")
        planned = json.loads(run("jobs", "import", str(file), "--create", "--json").stdout)
        assert (planned["created"], planned["first"][0]["subject"]) == (0, one), cell


@pytest.mark.parametrize("there", ["ida@b\u00fccher.example", "ida@xn--bcher-kva.example"])
def test_a_domain_in_letters_and_in_ascii_is_one(run: Run, host: Served, there: str) -> None:
    ida = born(host, "Ida", email=there)
    born(host, "Other", email="ida@bucher.example")
    for typed in ("ida@b\u00fccher.example", "IDA@xn--bcher-kva.example"):
        assert tag(run, typed).exit_code == 0 and reached(host)[-1] == ida
        found = run("people", f"email:{typed}", "--jsonl").stdout
        assert ida in found


@pytest.mark.parametrize("typed", ["11 90000-4410", "(11) 90000-4410", "11 9 0000 4410"])
def test_a_local_number_that_begins_like_an_americans(run: Run, host: Served, typed: str) -> None:
    for number in range(120):  # the first page, and all whose countries are seen
        born(host, "An American", f"+13025550{number:03}")
    read_first_page(run)
    named = tag(run, typed)
    assert named.exit_code == 0 and reached(host) == ["f1284u903"], named.output
    listed = json.loads(run("api", "/subscribers", "-f", f"phone={typed}").stdout)["data"]
    assert [each["user_ns"] for each in listed] == ["f1284u903"]


def test_where_few_are_there_everyone_is_read_for_a_local_number(
    run: Run, host: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = born(host, "Uwe", phone="+49891234560")
    read_first_page(run)
    tried = {}
    for page in (1, 100):
        monkeypatch.setattr("flotui.resources.subscribers.phones.PAGE", page)
        before = len(list(host.host.log.rows()))
        named = tag(run, "089 1234560")
        assert named.exit_code == 0
        tried[page] = len(list(host.host.log.rows())) - before
    assert reached(host) == [one, one] and tried[100] < tried[1] / 3, tried


@pytest.mark.parametrize("there", ["José D'Zelenko", "José D’Zelenko", "Jose D’Zelenko"])
@pytest.mark.parametrize("typed", ["Jose D’Zelenko", "Jose D'Zelenko"])
def test_an_apostrophe_and_an_accent_at_once(run: Run, host: Served, there: str, typed: str) -> None:
    jose = born(host, there)
    named = tag(run, typed)
    assert named.exit_code == 0 and reached(host) == [jose], named.output


def test_of_several_other_spellings_none_is_taken(run: Run, host: Served) -> None:
    one, other = born(host, "José D'Zelenko"), born(host, "Jôse D’Zelenko")
    named = tag(run, "Jose D'Zelenko")
    assert named.exit_code == Exit.USAGE and one in named.stderr and other in named.stderr, named.output


@pytest.mark.parametrize("there", ["ana  zelenko", "Ana\u00a0Zelenko", " ana zelenko"])
def test_names_that_differ_in_blanks_alone_are_told_apart_by_nobody_but_letter_for_letter(
    run: Run, host: Served, there: str
) -> None:
    one, other = born(host, "Ana Zelenko"), born(host, there)
    named = tag(run, "ANA zelenko")
    assert named.exit_code == Exit.USAGE and one in named.stderr and other in named.stderr, named.output
    assert tag(run, "Ana Zelenko").exit_code == 0 and reached(host) == [one]


def test_jobs_and_people_mean_the_same(run: Run, host: Served) -> None:
    mexican = born(host, "Mexicana", MEXICAN)
    read_first_page(run)
    angeleno = born(host, "Angeleno", ANGELENO)
    for query, one in (
        ('phone:"+1 (818) 555-0143"', angeleno),
        ("+1 818 555 0143", angeleno),
        (MEXICAN, mexican),
    ):
        listed = run("people", query, "--csv", "--columns", "id").stdout.split()[1:]
        planned = run("jobs", "plan", query, "--add-tag", "vip", "--json")
        assert [each["subject"] for each in json.loads(planned.stdout)["first"]] == listed == [one], (
            planned.output
        )
        phone = MEXICAN if one == mexican else ANGELENO
        assert f"{phone}, {one}." in planned.stderr
    both = f'phone:"{ANGELENO}" has:phone'
    assert run("people", both, "--csv", "--columns", "id").stdout.split()[1:] == [angeleno]
    planned = run("jobs", "plan", both, "--add-tag", "vip", "--json")
    assert [each["subject"] for each in json.loads(planned.stdout)["first"]] == [angeleno]
