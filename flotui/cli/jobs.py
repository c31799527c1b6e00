# SPDX-License-Identifier: MIT
"""`flotui jobs`: what goes to many subscribers, planned, run and looked at from the command line.

What is asked for goes to standard output and everything else to standard error. Nothing here needs a terminal.

What the commands do is imported when one runs.
"""

from __future__ import annotations

from typing import Any

import click

from flotui.cli.declared import NamedCommands, argument, option
from flotui.cli.ends import EXIT_CODES
from flotui.cli.options import encoding_option, no_formulas_option, profile_option
from flotui.cli.query_words import Asking, one_query

_EPILOG = f"""\b
Examples:
  flotui jobs plan 'tag:vip -tag:paid' --add-tag winter --set city=Lima
  flotui jobs plan tag:vip --send-sub-flow "Main menu" --yes 281
  flotui jobs run 7 --yes 281
  flotui jobs show 7 --outcome refused --json

{EXIT_CODES}"""


_IMPORT = f"""\b
Examples:
  flotui jobs import people.csv
  flotui jobs import people.csv --by customer_no --column 'Cidade=city' --yes 480

{EXIT_CODES}"""


def _options(command: Any) -> Any:
    """The options of every command about jobs."""
    for each in (
        profile_option("The profile to use."),
        option("--json", "as_json", is_flag=True, help="Write JSON."),
    ):
        command = each(command)
    return command


def _run(where: str, given: dict[str, object]) -> int:
    """Do what a command says, in a module that is loaded now.

    Args:
        where: `module:function`, in `flotui.cli`.
        given: the command's options.
    """
    import asyncio

    from flotui.resources.loading import load

    return int(asyncio.run(load(f"flotui.cli.{where}")(**given)))


@click.group(cls=NamedCommands, short_help="Plan, run and look at jobs.", epilog=_EPILOG)
def jobs() -> None:
    """Change or send something to many subscribers: planned, previewed, run within the quota, undone.

    A job is planned as a whole and frozen; each call is noted on disk before it leaves and again when it is
    answered. After any end it goes on where it was, and never sends the same twice.
    """


@jobs.command("list")
@_options
def list_jobs(**given: object) -> int:
    """List the jobs, newest first."""
    return _run("jobs_commands:list_jobs", given)


@jobs.command("show")
@click.argument("job", type=int)
@option(
    "--outcome",
    "outcomes",
    multiple=True,
    type=click.Choice(["waiting", "sent", "done", "unchanged", "refused", "unknown", "left-alone"]),
    help="Only steps with this outcome. Repeatable.",
)
@option("--csv", "as_csv", is_flag=True, help="Write the steps as CSV.")
@no_formulas_option
@option(
    "--limit",
    type=click.IntRange(0),
    help="Steps to show; 0 for all. By default 20, or all with --csv and --json.",
)
@_options
def show(**given: object) -> int:
    """Show a job: what came of it, and its steps."""
    return _run("jobs_commands:show", given)


@jobs.command("plan", short_help="Plan a job for the subscribers of a query.", cls=Asking, epilog=_EPILOG)
@click.argument("query", required=False, default="", callback=one_query)
@option("--add-tag", "add_tags", multiple=True, metavar="TAG", help="Add a tag. Repeatable.")
@option("--remove-tag", "remove_tags", multiple=True, metavar="TAG", help="Remove a tag. Repeatable.")
@option("--set", "sets", multiple=True, metavar="FIELD=VALUE", help="Set a user field. Repeatable.")
@option("--clear", "clears", multiple=True, metavar="FIELD", help="Clear a user field. Repeatable.")
@option("--add-label", "add_labels", multiple=True, metavar="LABEL", help="Add a label. Repeatable.")
@option("--remove-label", "remove_labels", multiple=True, metavar="LABEL", help="Remove a label. Repeatable.")
@option("--opt-in", "opt_ins", multiple=True, type=click.Choice(["email", "sms", "bot"]), help="Opt in.")
@option("--opt-out", "opt_outs", multiple=True, type=click.Choice(["email", "sms", "bot"]), help="Opt out.")
@option("--pause-bot", type=click.IntRange(1), metavar="MIN", help="Pause the bot for this many minutes.")
@option("--resume-bot", is_flag=True, help="Resume the bot.")
@option("--status", metavar="STATUS", help="Move the chats: open, pending, done or spam.")
@option("--agent", metavar="AGENT", help="Assign the chats to an agent.")
@option("--send-sub-flow", "sub_flows", multiple=True, metavar="NAME", help="Send a sub-flow.")
@option(
    "--send-template",
    "template",
    metavar="NAME",
    help="Send a WhatsApp template; NAME:LANGUAGE where there are several of the name.",
)
@option(
    "--send-facebook-template", "facebook_template", metavar="NAME", help="Send a Facebook utility template."
)
@option(
    "--template-value",
    "template_values",
    multiple=True,
    metavar="VARIABLE=VALUE",
    help="A variable of the template: 1=Sale, 1={{first_name}}, header image=https://…. Repeatable.",
)
@option("--send-text", "texts", multiple=True, metavar="TEXT", help="Send a text message.")
@option("--send-sms", "sms", metavar="TEXT", help="Send an SMS to those with a phone number.")
@option("--send-email", "subject", metavar="SUBJECT", help="Send an e-mail to those with an address.")
@option("--email-text", metavar="TEXT", help="The text of the e-mail.")
@option("--all", "everyone", is_flag=True, help="Everyone, where there is no query.")
@option(
    "--offline",
    is_flag=True,
    help="Read them from the local copy only (flotui sync makes it), without a call.",
)
@option("--start", metavar="TIME", help="Not before this time: '2026-11-28 09:00', 'tomorrow 9:00'.")
@option(
    "--not-after",
    metavar="TIME",
    help="Nothing is sent after this time; by default, after the end of its day.",
)
@option(
    "--quiet",
    metavar="FROM-TO",
    help="Hours in which nothing is sent: 21-8, 21:30-08:00, off; [jobs] quiet_hours by default.",
)
@option("--skip-repeats", is_flag=True, help="Leave out who was sent the same within a day.")
@option("--no-trial", is_flag=True, help="Don't run the first row alone before the rest.")
@option("--yes", "count", type=int, metavar="COUNT", help="Run it if it goes to exactly COUNT subscribers.")
@_options
def plan_job(**given: object) -> int:
    """Plan a job for the subscribers of a query as they are now, and print its preview.

    Nothing is sent without --yes. The plan is kept: `flotui jobs run` runs it as it was previewed.
    """
    return _run("jobs_commands:plan_job", given)


@jobs.command("import", short_help="Plan a job from the lines of a CSV file.", epilog=_IMPORT)
@argument("file", type=click.Path(dir_okay=False))
@option("--by", metavar="FIELD", help="Find subscribers by this user field, in the column of its name.")
@option(
    "--column",
    "columns",
    multiple=True,
    metavar="COLUMN=WHAT",
    help="What a column holds: id, phone, email, name, tags, a user field, by:FIELD; - skips it. Repeatable.",
)
@option("--create", "creates", is_flag=True, help="Create a subscriber for each line that matches nobody.")
@option("--clear-empty", "clears", is_flag=True, help="An empty cell clears its user field.")
@option(
    "--dates",
    type=click.Choice(["day-first", "month-first"]),
    help="How to read 03/04/2026 if the file's other dates don't show it.",
)
@encoding_option
@option("--start", metavar="TIME", help="Not before this time: '2026-11-28 09:00', 'tomorrow 9:00'.")
@option("--no-trial", is_flag=True, help="Don't run the first row alone before the rest.")
@option("--yes", "count", type=int, metavar="COUNT", help="Run it if it goes to exactly COUNT subscribers.")
@_options
def import_people(**given: object) -> int:
    """Change subscribers by the lines of a CSV file, and print its preview.

    Each line names somebody by id, phone, e-mail or a user field, and says what they shall have: user fields, tags,
    labels, opt-ins, names. Only what changes is sent. Nothing is sent without --yes. What came of each line is
    written beside the file.
    """
    return _run("jobs_import:import_people", given)


@jobs.command("run")
@click.argument("job", type=int)
@option(
    "--yes",
    "count",
    type=int,
    metavar="COUNT",
    help="How many subscribers it goes to: where it sends, deletes or may start flows, or after a trial.",
)
@option("--not-after", metavar="TIME", help="A new end, for a job whose time is over.")
@option(
    "--changed",
    type=click.Choice(["leave-out", "take"]),
    help="What becomes of rows that were changed, or sent the same, since they were read: leave them out, or take them.",
)
@_options
def run_job(**given: object) -> int:
    """Run a planned job, or go on with one, until its end. It needs no terminal."""
    return _run("jobs_running:run_job", given)


@jobs.command("pause")
@click.argument("job", type=int)
@_options
def pause_job(**given: object) -> int:
    """Pause a job, whichever flotui runs it."""
    return _run("jobs_commands:pause_job", given)


@jobs.command("cancel")
@click.argument("job", type=int)
@_options
def cancel_job(**given: object) -> int:
    """Cancel a job for good, and say who was and wasn't reached."""
    return _run("jobs_commands:cancel_job", given)


@jobs.command("verify", short_help="Compare what a job has done with what the host has now.")
@click.argument("job", type=int)
@option("--plan", "again", is_flag=True, help="Plan a job that sets again what differs.")
@_options
def verify_job(**given: object) -> int:
    """Read the rows of a job again, by pages of their list, and compare them with what it has done."""
    return _run("jobs_commands:verify_job", given)


@jobs.command("undo", short_help="Plan a job that undoes what a job has done.")
@click.argument("job", type=int)
@option("--yes", "count", type=int, metavar="COUNT", help="Run it if it goes to exactly COUNT subscribers.")
@_options
def undo_job(**given: object) -> int:
    """Plan a job that undoes what a job has done, without what somebody else has changed since.

    Nothing is sent without --yes. Messages can't be undone.
    """
    return _run("jobs_commands:undo_job", given)


@jobs.command("resolve")
@click.argument("job", type=int)
@option(
    "--unknown",
    type=click.Choice(["arrived", "again", "leave"]),
    help="What becomes of those that can't be looked up: they arrived, send them again, leave them.",
)
@option("--refused", type=click.Choice(["again"]), help="Set refused steps to waiting again.")
@option("--step", "steps", type=int, multiple=True, metavar="N", help="Only this step. Repeatable.")
@_options
def resolve_job(**given: object) -> int:
    """Look up what became of a job's calls of unknown outcome.

    Tags, labels, fields and other values are looked up on the host. Whether a message arrived nothing tells: those
    are listed, and --unknown says what becomes of them.
    """
    return _run("jobs_commands:resolve_job", given)
