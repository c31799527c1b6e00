# SPDX-License-Identifier: MIT
"""What queries mean: whom they hold for, and which are refused because a name or a value is in doubt."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from msgspec.structs import replace

from flotui.api.models.subscriber import Subscriber
from flotui.audience.binding import bind
from flotui.audience.doubting import reservations, unchecked
from flotui.audience.evaluate import holds
from flotui.audience.expanding import expanded
from flotui.audience.meaning import Is, OnHost
from flotui.audience.names import Named, Names
from flotui.audience.query import AudienceQuery, QueryRefused, negated, parse, print_query
from flotui.audience.sense import Sense
from flotui.audience.spoken_times import forms_of
from flotui.audience.times import Moment
from flotui.text.zones import Zone
from tests.support.each_of import each_of

ZONE = Zone(ZoneInfo("America/Sao_Paulo"), "America/Sao_Paulo")
NOW = datetime(2026, 3, 18, 15, 0, tzinfo=ZONE.tz).timestamp()
"""A Wednesday, at three in the afternoon there."""
NAMES = Names(
    tags=(Named("f1t1", "vip"), Named("f1t2", "paid"), Named("f1t3", "Big spender"),
          Named("f1t4", "or"), Named("f1t5", "Ana"), Named("f1t6", "ANA")),
    labels=(Named("7", "urgent"),),
    agents=(Named("501", "Rosa Prado", also="rosa@example.com"), Named("502", "Rosa Lima")),
    fields=(
        Named("f1v1", "city", "text"),
        Named("f1v2", "orders", "number"),
        Named("f1v3", "birthday", "date"),
        Named("f1v4", "visit", "datetime"),
        Named("f1v5", "sizes", "array"),
        Named("f1v6", "consent", "boolean"),
        Named("f1v7", "email", "text"),
        Named("f1v8", "data de nascimento", "date"),
    ),
    segments=(Named("f1s1", "Big spenders"),),
    events=(Named("f1e1", "purchase"),),
    channels=("whatsapp_cloud", "web"),
    genders=("Female", "divers"),
    languages=("pt_BR", "en", "Klingon"),
    saved={
        "rich": "field.orders>=10 or tag:vip",
        "loop": "saved:loop",
        "broken": "tagg:x",
        "old": "tag:vip",
        "old ones": "tag:paid",
    },
    me="501",
)  # fmt: skip
SENSE = Sense(NAMES, Moment(NOW, ZONE))
TYPES = {each.name: (each.id, each.kind) for each in NAMES.fields or ()}


def person(*tags: str, fields: dict[str, object] | None = None, **row: Any) -> Subscriber:
    """A subscriber of whom nothing is known but what is said."""
    known = {each.name: each.id for each in NAMES.tags or ()}
    values = [
        {"name": name, "var_ns": TYPES[name][0], "var_type": TYPES[name][1], "value": value}
        for name, value in (fields or {}).items()
    ]
    held = [{"name": tag, "tag_ns": known[tag]} for tag in tags]
    return Subscriber.read({"user_ns": "f1u1", "tags": held, "user_fields": values, **row})


def is_meant(text: str, row: Subscriber) -> bool:
    return holds(bind(parse(text), SENSE), row, ZONE)


@each_of(
    ("text", "row", "meant"),
    [
        ("tag:vip -tag:paid", person("vip"), True),
        ("tag:vip -tag:paid", person("vip", "paid"), False),
        ("tag:VIP", person("vip"), True),
        ("tag:f1t1", person("vip"), True),
        ("tag:vip tag:paid", person("vip"), False),
        ("tag:vip,paid", person("paid"), True),
        ("tag:or", person("or"), True),
        ('tag:"big spender"', person("Big spender"), True),
        ("tag:ANA", person("Ana"), False),
        ("label:urgent", person(labels=[{"id": 7, "name": "urgent"}]), True),
        ("label:urgent", person(labels=["Urgent"]), True),
        ("channel:web", person(channel="web"), True),
        ("channel:whatsapp_cloud,web", person(channel="web"), True),
        ("-channel:web", person(), True),
        ("status:open,pending", person(status="pending"), True),
        ("agent:me", person(agent_id=501), True),
        ("agent:none", person(agent_id=0), True),
        ("agent:none", person(), True),
        ('agent:"rosa lima"', person(agent_id="502"), True),
        ("agent:rosa@example.com", person(agent_id="501"), True),
        ("gender:female", person(gender="Female"), True),
        ("lang:pt", person(language="pt_BR"), True),
        ("lang:pt-br", person(language="pt_BR"), True),
        ("lang:pt-br", person(language="pt"), False),
        *(
            (f"lang:{asked}", person(language="pt", locale=locale), True)
            for asked in ("pt_BR", "pt-br", "PT-BR", "pt")
            for locale in ("pt_BR", "pt-br")
        ),
        ("lang:pt_PT", person(language="pt", locale="pt_BR"), False),
        ("lang:pt", person(language="en", locale="pt_BR"), True),
        ("-lang:en", person(language="pt", locale="en_US"), False),
        ("lang:fr", person(language="fr-CA"), True),
        ("lang:klingon", person(language="Klingon"), True),
        ("channel:webchat", person(channel="web"), True),
        ("channel:webchat", person(channel="wechat"), False),
        ("gender:divers", person(gender="Divers"), True),
        ("paused:yes", person(is_bot_paused=1), True),
        ("paused:no", person(), True),
        ("subscribed:no", person(status="unsubscribed"), True),
        ("optin:email", person(opted_in_email="2026-01-01 10:00:00"), True),
        ("-optin:sms", person(opted_in_sms="no"), True),
        # Values by their fields' types.
        ("field.city=Bogotá", person(fields={"city": "bogota"}), True),
        ("field.city=Lima,Bogota", person(fields={"city": "Bogotá"}), True),
        ("field.city~got", person(fields={"city": "Bogotá"}), True),
        ("field.city=01", person(fields={"city": "1"}), False),
        ("field.orders=3", person(fields={"orders": "3.0"}), True),
        ("field.orders>=3", person(fields={"orders": "10"}), True),
        ("field.orders>3", person(fields={"orders": 3}), False),
        ("field.orders=1.50", person(fields={"orders": "1.5"}), True),
        ("field.orders=1.1250", person(fields={"orders": "1.125"}), True),
        ("field.orders=0.125", person(fields={"orders": "0.125"}), True),
        ("field.city=1.500", person(fields={"city": "1.500"}), True),
        ("field.orders=1,2,500", person(fields={"orders": "500"}), True),
        ("field.orders:3..10", person(fields={"orders": "10"}), True),
        ("field.orders:..3", person(fields={"orders": "10"}), False),
        ("field.orders>1 field.orders<5", person(fields={"orders": "3"}), True),
        ("field.birthday<1990-01-01", person(fields={"birthday": "1989-12-31"}), True),
        ("field.birthday<1990", person(fields={"birthday": "1990-01-01"}), False),
        ("field.birthday=1990", person(fields={"birthday": "1990-07-01"}), True),
        ('field."data de nascimento":1990..1991', person(fields={"data de nascimento": "1991-12-31"}), True),
        ("field.visit:today", person(fields={"visit": "2026-03-18T23:30:00-03:00"}), True),
        ("field.visit:today", person(fields={"visit": "2026-03-19T02:30:00+00:00"}), True),
        ("field.visit:today", person(fields={"visit": "2026-03-19T03:00:00+00:00"}), False),
        ("field.visit<7d", person(fields={"visit": "2027-01-01T00:00:00Z"}), True),
        ("field.sizes=M field.sizes=L", person(fields={"sizes": '["M","L"]'}), True),
        ("field.sizes=M", person(fields={"sizes": ["S", "m"]}), True),
        ("-field.sizes=M", person(fields={"sizes": "[]"}), True),
        ("field.sizes>2", person(fields={"sizes": [1, 3]}), True),
        ("field.consent=yes", person(fields={"consent": "1"}), True),
        ("field.consent=no", person(fields={"consent": "false"}), True),
        ("field.consent=no", person(), False),
        # Nulls, "" and what isn't there are one thing.
        ("field.orders!=3", person(), True),
        ("-field.orders=3", person(fields={"orders": ""}), True),
        ("field.orders<3", person(), False),
        ("field.city~a", person(fields={"city": None}), False),
        ('field.city=""', person(fields={"city": ""}), True),
        ("has:city", person(fields={"city": ""}), False),
        ("-has:city", person(), True),
        ("has:sizes", person(fields={"sizes": "[]"}), False),
        ("-field.orders=3 or has:phone", person(), True),
        ("(field.orders<3 or has:phone) -tag:vip", person(), False),
        ("has:phone", person(phone="+55"), True),
        ("has:profile.email", person(email="a@b"), True),
        ("has:field.email", person(email="a@b"), False),
        ("has:agent", person(agent_id=0), False),
        # Times: 24h from now, days of the workspace's calendar.
        ("seen:<24h", person(last_interaction="2026-03-17 15:00:00"), True),
        ("seen:<24h", person(last_interaction="2026-03-17 14:59:59"), False),
        ("seen:24h", person(last_interaction="2026-03-17 15:00:00"), True),
        ("seen:today", person(last_interaction="2026-03-18 00:00:00"), True),
        ("seen:today", person(last_interaction="2026-03-17 23:59:59"), False),
        ("seen:yesterday", person(last_interaction="2026-03-17 00:00:00"), True),
        ("seen:7d", person(last_interaction="2026-03-12 00:00:00"), True),
        ("seen:7d", person(last_interaction="2026-03-11 23:59:59"), False),
        ("last:>30d", person(last_message_at="2026-01-01 00:00:00"), True),
        ("last:>30d", person(), False),
        ("-last:<30d", person(), True),
        ("seen:<24h", person(last_interaction="2026-04-01 00:00:00"), True),
        ("joined:2026-01..2026-03", person(subscribed="2026-03-31 23:59:59"), True),
        ("joined:2026-01..2026-03", person(subscribed="2026-04-01 00:00:00"), False),
        ("joined:2026-02", person(subscribed="2026-02-28 12:00:00"), True),
        ("joined:>=2026-02-01", person(subscribed="2026-02-01 00:00:00"), True),
        ("joined:>2026-02-01", person(subscribed="2026-02-01 23:00:00"), False),
        ("joined:this-week", person(subscribed="2026-03-16 00:00:00"), True),
        ("joined:1mo", person(subscribed="2026-02-19 00:00:00"), True),
        ("joined:1mo", person(subscribed="2026-02-18 23:00:00"), False),
        # Words and what a row is found by.
        ("souza", person(name="João SOUZA"), True),
        ("joao", person(name="João SOUZA"), True),
        ("joao silva", person(name="João SOUZA"), False),
        ("ana@", person(email="ana@example.com"), True),
        ("f1u1", person(), True),
        ("5511", person(phone="+55 (11) 90000-4410"), True),
        ("90000-4410", person(phone="+5511900004410"), True),
        ("+55 11 90000-4410", person(phone="5511900004410"), True),
        ("+55 11 90000-4410", person(phone="11900004410"), True),
        ("+55 11 90000-4410", person(phone="551100004410"), True),
        ("phone:4410", person(phone="+5511900004410"), True),
        ("phone:4410", person(email="4410@example.com"), False),
        ("email:example", person(email="ana@EXAMPLE.com"), True),
        ("name:example", person(email="ana@example.com"), False),
        ("id:f1u1", person(), True),
        ("id:f1u", person(), False),
    ],
)  # fmt: skip
def test_whom_a_query_means(text: str, row: Subscriber, meant: bool) -> None:
    assert is_meant(text, row) is meant
    root = parse(text).root
    assert root is not None
    assert holds(bind(AudienceQuery(negated(root)), SENSE), row, ZONE) is not meant


@each_of(
    ("text", "says"),
    [
        ("x tag:vpi", ("no tag vpi (column 3)", "Did you mean tag:vip?")),
        ("tag:spender", ('Did you mean tag:"Big spender"?',)),
        ("tag:ana", ("more than one tag", "tag:f1t5 (Ana)", "tag:f1t6 (ANA)")),
        ("agent:rosa", ("no agent rosa",)),
        ("status:opne", ("Did you mean status:open?",)),
        ("channel:whatsap", ("Did you mean channel:WhatsApp?",)),
        ("channel:webb", ("Did you mean channel:Web?",)),
        ("channel:Webcat", ("Did you mean channel:webchat?",)),
        ("channel:lime", ("Did you mean channel:LINE?",)),
        ("field.ctiy=Lima", ("no user field ctiy", "Did you mean field.city?")),
        ("field.orders>abc", ("“abc” isn't a number",)),
        ("field.city>abc", ("“abc” isn't a number or a date", "Did you mean field.city=abc?")),
        ("field.orders=abc", ("isn't a number",)),
        ("field.orders>1,500", ("(column 1)", "Write field.orders>1500 or field.orders>1.5.")),
        ("vip field.orders<=1,5", ("(column 5)", "Write field.orders<=1.5.")),
        ("field.orders>500,500", ("Write field.orders>500500 or field.orders>500.5.",)),
        ('field.orders>"1,500"', ("Write field.orders>1500 or",)),
        ("field.orders>=1,234,567", ("Write field.orders>=1234567.",)),
        ("field.orders<1.500,00", ("takes one value", "Write field.orders<1500.")),
        ("field.city<a,b", ("takes one value", "Write field.city<a or field.city<b.")),
        ("field.orders>1.500", ("may compare with 1500 or 1.5", "field.orders>1500 or field.orders>1.5.")),
        ("field.orders=1.500", ("may compare with 1500 or 1.5", "field.orders=1500 or field.orders=1.5.")),
        ("field.orders!=-1.125", ("field.orders!=-1125 or field.orders!=-1.1250.",)),
        ("field.orders:2,1.500", ("Write field.orders:2,1500 or field.orders:2,1.5.",)),
        ("field.orders>=1.125", ("field.orders>=1125 or field.orders>=1.1250.",)),
        ("field.orders<1.234.567", ("Write field.orders<1234567.",)),
        ('field.orders<"1.500,00"', ("Write field.orders<1500.",)),
        ("field.orders:1.500..3", ("Write field.orders:1500..3 or field.orders:1.5..3.",)),
        (
            "field.orders=1,500",
            ("may be one number", "field.orders=1500 or (field.orders=1 or field.orders=500)"),
        ),
        ("field.orders=500,500", ("may be one number", "field.orders=500500 or field.orders=500.")),
        (
            "field.orders=1,00,000",
            (
                "may be one number",
                "field.orders=100000 or (field.orders=1 or field.orders=00 or field.orders=000)",
            ),
        ),
        ("field.orders=12,34,567", ("field.orders=1234567 or (field.orders=12",)),
        ("field.orders:1,500..3", ("field.orders:1500..3 or (field.orders=1 or field.orders:500..3)",)),
        (
            "field.orders:1,500..2,500",
            ("Write field.orders:1500..2500 or (field.orders=1 or field.orders:500..2",),
        ),
        ("field.orders>1,00,000", ("Write field.orders>100000.",)),
        ("field.orders=1,500.00", ("field.orders=1500 or (field.orders=1 or field.orders=500.00)",)),
        ("field.orders!=1.234,50", ("field.orders!=1234.5 or -(field.orders=1.2340 or field.orders=50)",)),
        (
            "field.orders=1198,73",
            ("may be one number", "field.orders=1198.73 or (field.orders=1198 or field.orders=73)"),
        ),
        ("field.orders!=0,5", ("field.orders!=0.5 or -(field.orders=0 or field.orders=5)",)),
        ("field.orders:12,05", ("Write field.orders:12.05 or (",)),
        ("field.orders:1000,50..2000", ("Write field.orders:1000.5..2000 or (",)),
        ("gender:femle", ("There is no gender femle", "Did you mean gender:female?")),
        ("joined:2026-13", ("There is no such month as 2026-13.",)),
        ("joined:2026-01..2026-00", ("There is no such month as 2026-00.",)),
        ("-lang:english", ("There is no language english (column 2)", "Write its code, such as lang:pt")),
        ("lang:eng", ("Did you mean lang:en?",)),
        ("lang:klingo", ("Did you mean lang:klingon?",)),
        ("agent:nobody", ("There is no agent nobody", "There are Rosa Prado, Rosa Lima")),
        ("field.orders!=1,500", ("Write field.orders!=1500 or -(field.orders=1 or field.orders=500).",)),
        ("field.orders=1.500.000", ("Write field.orders=1500000.",)),
        ("tag:vip \u2013tag:paid", ("column 9", "Did you mean -tag:paid?")),
        ("!tag:vip", ("column 1", "Did you mean -tag:vip?")),
        ("\u2212field.orders=3", ("Did you mean -field.orders=3?",)),
        ("tag:vip & tag:paid", ("column 9", "beside each other must all hold")),
        ("tag:vip || tag:paid", ("|| (column 9) joins no conditions", "Write or")),
        ("field.consent=maybe", ("isn't yes or no",)),
        ("field.birthday<abc", ("isn't a time",)),
        ("field.city=Lima field.city=Bogotá", ("one city", "Did you mean field.city=Lima,Bogotá?")),
        ("seen:abc", ("seen:abc (column 1)", "isn't a time")),
        ("seen:5m", ("5min or 5mo",)),
        ("last:>30days", ("Did you mean last:>30d?",)),
        ("last:>1 month vip", ("last:>1 (column 1)", "Did you mean last:>1mo?")),
        ("last:last week", ("Did you mean last:last-week?",)),
        ("seen:lastweek", ("Did you mean seen:last-week?",)),
        ("seen:3 days ago", ("Did you mean seen:3d?",)),
        ("joined:13/05/2026", ("Did you mean joined:2026-05-13?",)),
        ("joined:3/5/2026..4/5/2026", ("Did you mean joined:2026-05-03..2026-05-04 or",)),
        ("joined:march 2026", ("Did you mean joined:2026-03?",)),
        (
            "field.birthday<01.02.1990",
            ("Did you mean field.birthday<1990-02-01 or field.birthday<1990-01-02?",),
        ),
        ("tag:vip y tag:paid", ("y (column 9)", "Did you mean and?")),
        ("tag:vip OU has:phone", ("OU (column 9)", "Did you mean or?")),
        ("seen:2026-13", ("seen:2026-13 (column 1): There is no such month as 2026-13.",)),
        ("seen:2026-02-30", ("no such day",)),
        ("joined:2026-03..2026-01", ("Did you mean 2026-01..2026-03?",)),
        ("joined:7d..30d", ("write <7d or >7d",)),
        ("has:email", ("has:profile.email or has:field.email",)),
        ("has:phon", ("Did you mean has:phone?",)),
        ("agent:rosa", ('agent:"Rosa Prado" or agent:"Rosa Lima"?',)),
        ("channel:what", ("Did you mean channel:WhatsApp, ",)),
        ("channel:insta", ("Did you mean channel:Instagram?",)),
        ("optin:mail", ("optin takes email or sms, not mail", "Did you mean optin:email?")),
        ("bot:7d", ("bot takes 24h, not 7d (column 1)",)),
        ("seen:<", ("A time is missing",)),
        ("paused:maybe", ("paused takes yes or no, not maybe (column 1)",)),
        ("segment:small", ("no segment small",)),
        ("phone:abc", ("no digits",)),
        ("saved:rihc", ("Did you mean saved:rich?",)),
        ("saved:old ones", ('Did you mean saved:"old ones"?',)),
        ("saved:loop", ("refers to itself",)),
        ("saved:broken", ("can't be read", "Did you mean tag:x?")),
    ],
)
def test_a_name_or_value_in_doubt_is_refused_with_its_place(text: str, says: tuple[str, ...]) -> None:
    with pytest.raises(QueryRefused) as caught:
        bind(expanded(parse(text), NAMES), SENSE)
    for each in says:
        assert each in str(caught.value)
    assert re.search(r"column \d", str(caught.value))


@pytest.mark.parametrize(
    "text", ["field.orders=9,10", "field.orders=1,2", "field.orders=10,9,8", "field.city=12,5"]
)
def test_numbers_that_grow_are_alternatives(text: str) -> None:
    bind(parse(text), SENSE)


def test_a_saved_filter_is_in_parentheses() -> None:
    assert (
        print_query(expanded(parse("-saved:rich tag:paid"), NAMES))
        == "-(field.orders>=10 or tag:vip) tag:paid"
    )


def test_only_the_host_knows_segments_and_events() -> None:
    meaning = bind(parse('segment:"big spenders"'), SENSE)
    assert meaning == OnHost("segment_ns", "f1s1")
    assert not holds(meaning, person(), ZONE)
    assert holds(meaning, person(), ZONE, frozenset({OnHost("segment_ns", "f1s1")}))


def test_what_was_not_checked_is_said() -> None:
    query = parse('tag:vip (agent:nobody or agent:me,none) -label:a,"b c" field.x=1 segment:s gender:male')
    assert unchecked(query, NAMES) == ""
    assert unchecked(query, Names(tags=(), segments=(), fields=())) == (
        "The list of agents isn't available, so agent:nobody wasn't checked. "
        "The list of labels isn't available, so label:a,\"b c\" wasn't checked."
    )
    assert unchecked(parse("label:a or label:b or label:c"), Names()) == (
        "The list of labels isn't available, so label:a, label:b and label:c weren't checked."
    )


@pytest.mark.parametrize(
    ("text", "row", "said"),
    [
        ("gender:other", person(gender="Other"), "There is no gender other"),
        ("gender:x", person(gender="x"), "There are female, male, divers."),
        ("lang:zz", person(language="zz"), "There is no language zz"),
        ("lang:qaa-BR", person(language="qaa_BR"), "There is no language qaa-BR"),
        ("channel:sms", person(channel="sms"), "There is no channel sms"),
    ],
)
def test_a_word_that_somebody_may_have_who_is_not_here_is_let_through(
    text: str, row: Subscriber, said: str
) -> None:
    assert is_meant(text, row)
    assert unchecked(parse(text), NAMES).endswith(f"isn't available, so {text} wasn't checked.")
    whole = msgspec.structs.replace(NAMES, everyone=True)
    assert unchecked(parse(text), whole) == ""
    with pytest.raises(QueryRefused, match=said):
        bind(parse(text), msgspec.structs.replace(SENSE, names=whole))


@pytest.mark.parametrize("code", ["ast", "cmn", "nds", "arz", "bho", "gsw", "pt", "sr-Latn"])
def test_a_language_that_nobody_here_has_is_one(code: str) -> None:
    bind(parse(f"lang:{code}"), msgspec.structs.replace(SENSE, names=Names(everyone=True)))
    assert unchecked(parse(f"lang:{code}"), Names()) == ""


def test_names_that_are_not_known_are_taken_as_typed() -> None:
    sense = Sense(Names(), Moment(NOW, ZONE))
    rows = {
        "tag:VIP": person("vip"),
        "tag:f1t1": person("vip"),
        "field.City=lima": person(fields={"city": "Lima"}),
    }
    for text, row in rows.items():
        assert holds(bind(parse(text), sense), row, ZONE)


@pytest.mark.parametrize(
    ("text", "seen", "channels"),
    [
        ("channel:whatsapp", ("whatsapp_cloud", "web"), ("whatsapp_cloud",)),
        ("channel:WhatsApp,web", ("whatsapp_cloud", "web"), ("whatsapp_cloud", "web")),
        ("channel:whatsapp", ("whatsapp_cloud", "whatsapp"), ("whatsapp_cloud", "whatsapp")),
        ("channel:whatsapp", (), ("whatsapp_cloud", "whatsapp")),
        ("channel:Facebook", (), ("facebook",)),
        ("channel:Messenger", (), ("facebook",)),
        ("channel:web", (), ("web",)),
        ("channel:web", ("webchat",), ("webchat",)),
        ("channel:whatsapp_cloud", (), ("whatsapp_cloud",)),
        ("channel:E-Mail", ("email",), ("email",)),
    ],
)
def test_a_channel_is_meant_by_the_name_that_lists_show(
    text: str, seen: tuple[str, ...], channels: tuple[str, ...]
) -> None:
    meaning = bind(parse(text), Sense(Names(channels=seen, everyone=True), Moment(NOW, ZONE)))
    assert isinstance(meaning, Is) and set(meaning.values) == set(channels)


@pytest.mark.parametrize("sign", ["", "-"])
def test_which_rows_are_loaded_changes_nobodys_channel(sign: str) -> None:
    """Least of all for a job that leaves out who writes on WhatsApp."""
    meanings = [
        bind(parse(f"{sign}channel:whatsapp"), Sense(Names(channels=seen), Moment(NOW, ZONE)))
        for seen in ((), ("whatsapp_cloud", "web"), ("whatsapp",), ("web",))
    ]
    assert meanings == [meanings[0]] * 4 and "whatsapp_cloud" in str(meanings[0])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("seen:<1h", "seen:<1h"),
        ("-(joined:>3d or last:today) vip", "joined:>3d and last:today"),
        ("field.birthday>=today", "field.birthday>=today"),
        ("joined:2026-03 seen:2026-01..2026-02 last:<2026-01-01", ""),
        ("field.birthday<1990-01-01 field.orders>=3 tag:vip", ""),
    ],
)
def test_what_is_counted_from_now_hangs_on_the_zone(text: str, told: str) -> None:
    """A date doesn't: the host's times and the query's days are read in the same zone."""
    query = parse(text)
    assert reservations(query, SENSE) == ""
    unset = Sense(NAMES, Moment(NOW, replace(ZONE, assumed=True)))
    assert reservations(query, unset) == (f"Time zone not set: {told} may be hours off." if told else "")


@pytest.mark.parametrize(
    ("day", "date"), [("monday", "2026-03-16"), ("Wed", "2026-03-18"), ("thursday", "2026-03-12")]
)
def test_a_weekday_is_the_last_one_of_that_name(day: str, date: str) -> None:
    assert forms_of(day, datetime(2026, 3, 18).date()) == (date,)
