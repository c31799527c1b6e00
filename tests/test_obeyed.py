# SPDX-License-Identifier: MIT
"""Each setting, flag and environment variable, with the test that sees the program obey it.

A new one without such a test fails here; so does one that is gone, or a test that is.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from flotui.cli.group import _COMMANDS, flotui
from flotui.config.login import remember
from flotui.config.paths import Paths
from flotui.config.profile import make_profile
from flotui.ui import editor
from flotui.ui.terminal import modes
from tests.support.each_of import each_of
from tests.support.preferences import DEFAULTS

ROOT = Path(__file__).parents[1]

SETTINGS = {
    "theme": "ui/test_settings.py::test_theme_of_the_settings_and_of_the_command_line",
    "ascii": "e2e/test_plain_terminals.py::test_all_that_is_drawn_is_ascii_where_the_settings_say_so",
    "mouse": "e2e/test_flags.py::test_mouse_cache_and_colours_can_be_done_without",
    "animation": "cli/test_opening.py::test_nothing_moves_over_ssh",
    "reserve": "ui/test_settings.py::test_reserve_is_left_by_a_job_and_by_what_refreshes_itself",
    "start": "ui/test_today.py::test_another_list_is_the_first_one",
    "today.groups": "ui/test_today.py::test_groups_are_left_out_and_in_another_order_as_the_settings_say",
    "page_size": "ui/test_settings.py::test_page_size",
    "keys": "ui/test_keymap.py::test_the_keys_of_the_table_are_the_persons",
    "confirm.write": "ui/test_settings.py::test_confirm_write",
    "confirm.send": "ui/test_settings.py::test_confirm_send",
    "jobs.quiet_hours": "ui/test_settings.py::test_quiet_hours",
    "watch.share": "ui/test_following.py::test_watch_share",
    "watch.unseen": "ui/test_following.py::test_watch_unseen",
    "watch.notice": "ui/test_following.py::test_watch_notice",
    "confirm.reply": "ui/test_inbox.py::test_a_reply_is_asked_about_where_one_wants_that",
    "terminal.scroll": "e2e/test_flags.py::test_the_terminal_scrolls_where_the_settings_say_so",
    "columns": "ui/test_settings.py::test_columns",
    "pages": "ui/test_pages.py::test_the_page_of_a_row_is_opened_or_its_address_copied",
    "filters": "ui/test_settings.py::test_saved_filters",
}

_DEMO = "e2e/test_flags.py::test_the_demo_is_made_as_asked_and_obeys_what_the_program_does"
_SANDBOX = "sandbox/test_sandbox_options.py::test_it_is_as_asked"
_PEOPLE = "cli/test_people_command.py::"
_COMPARE = "cli/test_compare_command.py::"
_BOTS = "cli/test_compare_bots_command.py::"
_SYNC = "audience/test_everyone.py::"
_API = "cli/test_api_command.py::"
_PLAN = "cli/test_jobs_planning.py::"
_RUNS = "cli/test_jobs_running.py::"
_DONE = "cli/test_jobs_afterwards.py::"
_TEMPLATES = "cli/test_jobs_templates.py::"
_IMPORT = "cli/test_jobs_import.py::"
_CREATED = "cli/test_jobs_import_created.py::"
_READ = "cli/test_jobs_import_files.py::"
_CELLS = "cli/test_jobs_import_values.py::"
FLAGS = {
    "flotui --version": "cli/test_command_line.py::test_python_dash_m_and_exit_codes",
    "flotui --profile": "cli/test_opening.py::test_a_profile_is_opened_as_asked",
    "flotui --fresh": "e2e/test_flags.py::test_it_opens_where_it_was_however_it_ended",
    "flotui --read-only": "e2e/test_main_job.py::test_read_only_sends_no_write",
    "flotui --dry-run": "e2e/test_main_job.py::test_dry_run_shows_the_curl_instead",
    "flotui --no-cache": "e2e/test_flags.py::test_mouse_cache_and_colours_can_be_done_without",
    "flotui --no-mouse": "e2e/test_flags.py::test_mouse_cache_and_colours_can_be_done_without",
    "flotui --open": "e2e/test_today.py::test_the_program_begins_with_today_or_with_what_is_asked_for",
    "flotui --theme": "ui/test_settings.py::test_theme_of_the_settings_and_of_the_command_line",
    "flotui api --field": f"{_API}test_by_method_and_path_and_by_id",
    "flotui api --input": f"{_API}test_a_body_from_a_file_and_from_a_pipe",
    "flotui api --paginate": f"{_API}test_all_pages_each_row_once",
    "flotui api --reserve": f"{_API}test_the_reserve_stays_and_the_way_on_is_told",
    "flotui api --json": f"{_API}test_every_form_of_output",
    "flotui api --jsonl": f"{_API}test_every_form_of_output",
    "flotui api --csv": f"{_API}test_every_form_of_output",
    "flotui api --table": f"{_API}test_every_form_of_output",
    "flotui api --columns": "cli/test_flat.py::test_columns_choose",
    "flotui api --jq": "cli/test_flat.py::test_jq",
    "flotui api --no-formulas": "cli/test_flat.py::test_a_lone_cr_is_quoted_and_formulas_are_kept_apart_on_demand",
    "flotui api --curl": f"{_API}test_curl_sends_nothing_and_shows_no_token",
    "flotui api --list": f"{_API}test_the_list_has_all_operations",
    "flotui api --yes": f"{_API}test_what_needs_confirming_is_not_sent_without_yes",
    "flotui api --dry-run": f"{_API}test_writes_are_journaled_and_dry_runs_are_not_sent",
    "flotui api --read-only": f"{_API}test_writes_are_journaled_and_dry_runs_are_not_sent",
    "flotui api --rows-before": "cli/test_api_pages.py::test_the_command_to_go_on_ends_without_a_false_alarm",
    "flotui api --unchecked": "cli/test_api_arguments.py::test_unchecked_sends_as_given",
    "flotui api --reveal": f"{_API}test_credentials_are_struck_out_until_revealed",
    "flotui api --profile": "test_obeyed.py::test_api_asks_the_bot_of_the_profile",
    "flotui demo --subscribers": _DEMO,
    "flotui demo --seed": _DEMO,
    "flotui demo --shop-window": "e2e/test_flags.py::test_the_shop_window_is_tidy_and_small",
    "flotui demo --read-only": "cli/test_opening.py::test_the_demo_takes_options_on_either_side",
    "flotui demo --dry-run": _DEMO,
    "flotui demo --no-cache": _DEMO,
    "flotui demo --no-mouse": _DEMO,
    "flotui demo --theme": _DEMO,
    "flotui transcripts --to": "cli/test_transcripts_command.py::test_a_file_each_and_each_chat_is_read_once",
    "flotui transcripts --day": "cli/test_transcripts_command.py::test_a_day_as_lines_of_json",
    "flotui transcripts --jsonl": "cli/test_transcripts_command.py::test_a_day_as_lines_of_json",
    "flotui transcripts --most": "cli/test_transcripts_command.py::test_the_newest_of_a_long_chat",
    "flotui transcripts --profile": "cli/test_transcripts_command.py::test_the_named_profile_is_read",
    "flotui watch --jsonl": "cli/test_watch_command.py::test_what_is_there_now_is_written_once",
    "flotui watch --once": "cli/test_watch_command.py::test_what_is_there_now_is_written_once",
    "flotui watch --exec": "cli/test_watch_command.py::test_a_command_is_given_each_as_json",
    "flotui watch --every": "cli/test_watch_command.py::test_it_is_quiet_until_something_comes_and_after_a_429",
    "flotui watch --profile": "cli/test_watch_command.py::test_the_named_profile_is_watched",
    "flotui demo --open": "e2e/test_today.py::test_the_program_begins_with_today_or_with_what_is_asked_for",
    "flotui doctor --offline": "cli/test_doctor.py::test_an_unreachable_host_is_a_failure_but_not_offline",
    "flotui doctor --profile": "cli/test_doctor.py::test_the_named_profile_is_looked_at",
    "flotui jobs plan --add-label": f"{_PLAN}test_every_kind_of_change",
    "flotui jobs plan --remove-label": f"{_PLAN}test_every_kind_of_change",
    "flotui jobs plan --opt-in": f"{_PLAN}test_every_kind_of_change",
    "flotui jobs plan --opt-out": f"{_PLAN}test_every_kind_of_change",
    "flotui jobs plan --pause-bot": f"{_PLAN}test_every_kind_of_change",
    "flotui jobs plan --resume-bot": f"{_PLAN}test_every_kind_of_change",
    "flotui jobs plan --status": f"{_PLAN}test_every_kind_of_change",
    "flotui jobs plan --agent": f"{_PLAN}test_every_kind_of_change",
    "flotui jobs plan --send-text": f"{_PLAN}test_every_kind_of_change",
    "flotui jobs plan --offline": f"{_PLAN}test_a_plan_from_the_copy_costs_no_call_a_page_and_is_compared_before_it_runs",
    "flotui jobs plan --all": f"{_PLAN}test_every_kind_of_change",
    "flotui jobs plan --start": f"{_RUNS}test_times_hold_and_end_it",
    "flotui jobs plan --not-after": f"{_RUNS}test_times_hold_and_end_it",
    "flotui jobs run --not-after": f"{_RUNS}test_times_hold_and_end_it",
    "flotui jobs plan --add-tag": f"{_PLAN}test_a_plan_is_previewed_sends_nothing_and_runs_as_it_was",
    "flotui jobs plan --remove-tag": f"{_PLAN}test_a_plan_is_previewed_sends_nothing_and_runs_as_it_was",
    "flotui jobs plan --set": f"{_PLAN}test_a_plan_is_previewed_sends_nothing_and_runs_as_it_was",
    "flotui jobs plan --clear": f"{_PLAN}test_a_plan_is_previewed_sends_nothing_and_runs_as_it_was",
    "flotui jobs plan --json": f"{_PLAN}test_a_plan_is_previewed_sends_nothing_and_runs_as_it_was",
    "flotui jobs list --json": f"{_PLAN}test_a_plan_is_previewed_sends_nothing_and_runs_as_it_was",
    "flotui jobs show --json": f"{_PLAN}test_a_plan_is_previewed_sends_nothing_and_runs_as_it_was",
    "flotui jobs show --limit": f"{_PLAN}test_a_plan_is_previewed_sends_nothing_and_runs_as_it_was",
    "flotui jobs run --json": f"{_PLAN}test_a_plan_is_previewed_sends_nothing_and_runs_as_it_was",
    "flotui jobs plan --yes": f"{_PLAN}test_a_plan_is_previewed_sends_nothing_and_runs_as_it_was",
    "flotui jobs plan --send-sub-flow": f"{_RUNS}test_what_sends_wants_the_count",
    "flotui jobs plan --send-template": f"{_TEMPLATES}test_it_goes_to_each_once_with_their_own_values",
    "flotui jobs plan --send-facebook-template": f"{_TEMPLATES}test_facebooks_goes_to_those_on_facebook_alone",
    "flotui jobs plan --template-value": f"{_TEMPLATES}test_it_goes_to_each_once_with_their_own_values",
    "flotui jobs plan --send-sms": f"{_TEMPLATES}test_an_email_or_sms_goes_once_to_each_who_can_get_it",
    "flotui jobs plan --send-email": f"{_TEMPLATES}test_an_email_or_sms_goes_once_to_each_who_can_get_it",
    "flotui jobs plan --email-text": f"{_TEMPLATES}test_an_email_or_sms_goes_once_to_each_who_can_get_it",
    "flotui jobs plan --quiet": f"{_RUNS}test_what_sends_wants_the_count",
    "flotui jobs plan --no-trial": f"{_RUNS}test_what_sends_wants_the_count",
    "flotui jobs plan --skip-repeats": f"{_RUNS}test_what_sends_wants_the_count",
    "flotui jobs run --yes": f"{_RUNS}test_what_sends_wants_the_count",
    "flotui jobs show --outcome": f"{_DONE}test_steps_by_outcome_and_as_csv",
    "flotui jobs show --csv": f"{_DONE}test_steps_by_outcome_and_as_csv",
    "flotui jobs show --no-formulas": f"{_DONE}test_steps_by_outcome_and_as_csv",
    "flotui jobs pause --json": f"{_RUNS}test_it_is_paused_cancelled_and_ends_in_order_on_a_signal",
    "flotui jobs cancel --json": f"{_RUNS}test_it_is_paused_cancelled_and_ends_in_order_on_a_signal",
    "flotui jobs list --profile": f"{_RUNS}test_the_profile_and_what_isnt_there",
    "flotui jobs show --profile": f"{_RUNS}test_the_profile_and_what_isnt_there",
    "flotui jobs plan --profile": f"{_RUNS}test_the_profile_and_what_isnt_there",
    "flotui jobs run --profile": f"{_RUNS}test_the_profile_and_what_isnt_there",
    "flotui jobs pause --profile": f"{_RUNS}test_the_profile_and_what_isnt_there",
    "flotui jobs cancel --profile": f"{_RUNS}test_the_profile_and_what_isnt_there",
    "flotui jobs import --by": f"{_IMPORT}test_a_field_finds_people_and_columns_are_told",
    "flotui jobs import --column": f"{_IMPORT}test_a_field_finds_people_and_columns_are_told",
    "flotui jobs import --create": f"{_CREATED}test_who_is_not_there_is_created_once",
    "flotui jobs import --clear-empty": f"{_CELLS}test_empty_cells_and_dates_of_another_order_mean_what_somebody_says",
    "flotui jobs import --dates": f"{_CELLS}test_empty_cells_and_dates_of_another_order_mean_what_somebody_says",
    "flotui jobs import --encoding": f"{_READ}test_an_encoding_in_doubt_is_refused_until_it_is_told",
    "flotui jobs import --start": f"{_IMPORT}test_its_first_line_runs_alone_and_it_starts_when_asked",
    "flotui jobs import --no-trial": f"{_IMPORT}test_its_first_line_runs_alone_and_it_starts_when_asked",
    "flotui jobs import --profile": f"{_IMPORT}test_its_first_line_runs_alone_and_it_starts_when_asked",
    "flotui jobs import --yes": f"{_IMPORT}test_the_count_is_the_key",
    "flotui jobs import --json": f"{_READ}test_twenty_wrong_lines_of_five_hundred",
    "flotui jobs run --changed": f"{_DONE}test_a_job_is_compared_undone_and_what_is_unknown_resolved",
    "flotui jobs verify --json": f"{_DONE}test_a_job_is_compared_undone_and_what_is_unknown_resolved",
    "flotui jobs verify --plan": f"{_DONE}test_a_job_is_compared_undone_and_what_is_unknown_resolved",
    "flotui jobs verify --profile": f"{_RUNS}test_the_profile_and_what_isnt_there",
    "flotui jobs undo --json": f"{_DONE}test_a_job_is_compared_undone_and_what_is_unknown_resolved",
    "flotui jobs undo --yes": f"{_DONE}test_a_job_is_compared_undone_and_what_is_unknown_resolved",
    "flotui jobs undo --profile": f"{_RUNS}test_the_profile_and_what_isnt_there",
    "flotui jobs resolve --unknown": f"{_DONE}test_what_became_of_unknown_and_refused_steps",
    "flotui jobs resolve --refused": f"{_DONE}test_what_became_of_unknown_and_refused_steps",
    "flotui jobs resolve --step": f"{_DONE}test_what_became_of_unknown_and_refused_steps",
    "flotui jobs resolve --json": f"{_DONE}test_what_became_of_unknown_and_refused_steps",
    "flotui jobs resolve --profile": f"{_RUNS}test_the_profile_and_what_isnt_there",
    "flotui login --name": "cli/test_login.py::test_logging_in_to_a_real_host",
    "flotui login --base-url": "cli/test_login.py::test_logging_in_to_a_real_host",
    "flotui login --token-stdin": "cli/test_login.py::test_without_a_terminal_the_token_has_to_come_from_stdin",
    "flotui login --default": "cli/test_login.py::test_another_bot_gets_another_profile",
    "flotui login --yes": "cli/test_login.py::test_a_profile_of_another_bot_is_not_replaced_unasked",
    "flotui profiles remove --yes": "cli/test_login.py::test_forgetting_has_to_be_confirmed",
    "flotui compare --save": f"{_COMPARE}test_an_audience_is_saved_and_compared_with_what_it_is_now",
    "flotui compare --jsonl": f"{_COMPARE}test_an_audience_is_saved_and_compared_with_what_it_is_now",
    "flotui compare --no-formulas": f"{_COMPARE}test_an_audience_is_saved_and_compared_with_what_it_is_now",
    "flotui compare --csv": f"{_COMPARE}test_an_audience_is_saved_and_compared_with_what_it_is_now",
    "flotui compare --table": f"{_COMPARE}test_an_audience_is_saved_and_compared_with_what_it_is_now",
    "flotui compare --remove": f"{_COMPARE}test_what_is_not_saved_is_said",
    "flotui compare --profile": f"{_COMPARE}test_what_is_not_saved_is_said",
    "flotui sync --share": f"{_SYNC}test_only_its_share_of_the_quota_is_spent",
    "flotui compare-bots --only": f"{_BOTS}test_they_stand_side_by_side_and_values_only_on_demand",
    "flotui compare-bots --values": f"{_BOTS}test_they_stand_side_by_side_and_values_only_on_demand",
    "flotui compare-bots --json": f"{_BOTS}test_they_stand_side_by_side_and_values_only_on_demand",
    "flotui compare-bots --copy": f"{_BOTS}test_what_is_named_is_planned_there_run_verified_and_undone",
    "flotui compare-bots --copy-all": f"{_BOTS}test_all_that_can_be_copied_goes_there_without_credentials",
    "flotui compare-bots --yes": f"{_BOTS}test_all_that_can_be_copied_goes_there_without_credentials",
    "flotui compare-bots --profile": f"{_BOTS}test_what_cant_be_is_refused_in_words",
    "flotui people --count": f"{_PEOPLE}test_what_the_host_counts_is_counted_in_one_call",
    "flotui people --csv": f"{_PEOPLE}test_rows_go_to_standard_output_and_all_else_to_standard_error",
    "flotui people --columns": f"{_PEOPLE}test_rows_go_to_standard_output_and_all_else_to_standard_error",
    "flotui people --meta": f"{_PEOPLE}test_rows_go_to_standard_output_and_all_else_to_standard_error",
    "flotui people --jsonl": f"{_PEOPLE}test_the_copy_answers_without_the_host",
    "flotui people --offline": f"{_PEOPLE}test_the_copy_answers_without_the_host",
    "flotui people --fresh": f"{_PEOPLE}test_the_copy_answers_without_the_host",
    "flotui people --table": f"{_PEOPLE}test_a_table_is_the_default_and_formulas_can_be_guarded",
    "flotui people --file": f"{_PEOPLE}test_one_persons_file",
    "flotui people --no-formulas": f"{_PEOPLE}test_a_table_is_the_default_and_formulas_can_be_guarded",
    "flotui people --profile": f"{_PEOPLE}test_the_bot_of_the_profile_is_asked",
    "flotui sync --no-formulas": f"{_SYNC}test_a_full_reading_finds_who_is_gone",
    "flotui sync --full": f"{_SYNC}test_a_full_reading_finds_who_is_gone",
    "flotui sync --yes": f"{_SYNC}test_without_a_terminal_a_long_reading_needs_a_yes",
    "flotui sync --profile": f"{_SYNC}test_the_bot_of_the_profile_is_read_and_no_other",
    "flotui sandbox --host": "cli/test_command_line.py::test_a_taken_port_is_said",
    "flotui sandbox --port": "cli/test_command_line.py::test_a_taken_port_is_said",
    "flotui sandbox --subscribers": _SANDBOX,
    "flotui sandbox --seed": "sandbox/test_sandbox_options.py::test_another_seed_makes_other_people",
    "flotui sandbox --latency-ms": _SANDBOX,
    "flotui sandbox --quota": _SANDBOX,
    "flotui sandbox --token": _SANDBOX,
    "flotui sandbox --fault": "sandbox/test_sandbox_faults.py::test_the_command_takes_habits_and_faults",
    "flotui sandbox --habit": "sandbox/test_sandbox_faults.py::test_the_command_takes_habits_and_faults",
}

_DOCTOR = "cli/test_doctor.py::test_the_terminal"
_FOLDERS = "config/test_paths.py::test_on_linux_they_are_where_platformdirs_finds_them"
_WHICH = "config/test_profiles.py::"
VARIABLES = {
    "FLOTUI_HOME": "config/test_paths.py::test_home_puts_everything_under_one_folder",
    "HOME": _FOLDERS,
    "XDG_CONFIG_HOME": _FOLDERS,
    "XDG_CACHE_HOME": _FOLDERS,
    "XDG_STATE_HOME": _FOLDERS,
    "FLOTUI_PROFILE": f"{_WHICH}test_the_variable_goes_before_the_default",
    "FLOTUI_API_KEY": f"{_WHICH}test_a_key_goes_before_the_variable",
    "FLOTUI_BASE_URL": f"{_WHICH}test_a_key_goes_before_the_variable",
    "TEXTUAL_ANIMATIONS": "cli/test_opening.py::test_nothing_moves_over_ssh",
    "TEXTUAL_DISABLE_KITTY_KEY": "e2e/test_not_keys.py::test_kittys_keys_can_be_left_off",
    "SSH_TTY": "cli/test_opening.py::test_nothing_moves_over_ssh",
    "SSH_CONNECTION": "cli/test_opening.py::test_nothing_moves_over_ssh",
    "EDITOR": "e2e/test_editor.py::test_it_is_edited",
    "TMUX": "e2e/test_tmux.py::test_a_copy_arrives_with_the_defaults",
    "STY": "e2e/test_tmux.py::test_a_copy_and_escape_arrive_through_gnu_screen",
    "TERM": _DOCTOR,
    "LANG": _DOCTOR,
    "LC_ALL": _DOCTOR,
    "LC_CTYPE": _DOCTOR,
    "COLORTERM": _DOCTOR,
    "NO_COLOR": "e2e/test_flags.py::test_mouse_cache_and_colours_can_be_done_without",
    "VISUAL": "test_obeyed.py::test_visual_goes_before_editor",
    "TERM_PROGRAM": "test_obeyed.py::test_a_terminal_that_would_draw_a_part_of_a_frame_is_not_asked",
    "NO_PROXY": "api/test_network.py::test_no_proxy_means_a_host",
    "REQUESTS_CA_BUNDLE": "api/test_network.py::test_each_variable_names_what_is_trusted",
    "CURL_CA_BUNDLE": "api/test_network.py::test_each_variable_names_what_is_trusted",
    "SSL_CERT_FILE": "api/test_network.py::test_each_variable_names_what_is_trusted",
    "SSL_CERT_DIR": "api/test_network.py::test_folders_of_certificates",
    "SSLKEYLOGFILE": "api/test_network.py::test_a_file_for_keys_that_cannot_be_written",
    "DISPLAY": "ui/test_pages.py::test_what_opens_it",
    "WAYLAND_DISPLAY": "ui/test_pages.py::test_what_opens_it",
    "PATH": "ui/test_pages.py::test_what_opens_it",
    "ESCDELAY": "ui/test_terminal_messages.py::test_escdelay_is_obeyed",
}
NO_VARIABLES = {"EXPRESSION", "FILE", "NFC", "POSIX", "TEXTUAL_", "UTC"}
"""What only looks like a variable: words of helps, names of forms of text, what names begin with."""


def _flags(command: click.Command, path: str) -> Iterator[str]:
    for option in command.params:
        if isinstance(option, click.Option):
            yield f"{path} {max(option.opts, key=len)}"
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from _flags(found, f"{path} {name}")


def _variables() -> set[str]:
    """The names in modules that look at the environment, which may be those of variables."""
    found: set[str] = set()
    for path in (ROOT / "flotui").rglob("*.py"):
        text = path.read_text()
        if "environ" in text:
            found |= {
                node.value
                for node in ast.walk(ast.parse(text))
                if isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch(r"[A-Z][A-Z_]{2,}", node.value)
            }
    return found - NO_VARIABLES


def test_every_setting_has_its_test() -> None:
    assert DEFAULTS.keys() == SETTINGS.keys()


@each_of("name", SETTINGS)
def test_the_test_of_a_setting_sets_it(name: str) -> None:
    """A test that names neither the setting nor anything of its module's that does sees nobody obey it."""
    file, _, function = SETTINGS[name].partition("::")
    text = (ROOT / "tests" / file).read_text()
    key = name.rpartition(".")[2]
    lines = text.replace("\\n", "  ").splitlines()
    named = {
        node.name: "\n".join(
            lines[min([node.lineno, *(each.lineno for each in node.decorator_list)]) - 1 : node.end_lineno]
        )
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    said = named[function] + "".join(source for called, source in named.items() if called in named[function])
    assert re.search(rf"\b{key}\b", said), f"{function} doesn't set {name}"


def test_every_flag_has_its_test() -> None:
    assert all(importlib.import_module(module) for module in _COMMANDS.values())
    assert set(_flags(flotui, "flotui")) == FLAGS.keys()


def test_every_variable_has_its_test() -> None:
    assert _variables() == VARIABLES.keys()


@pytest.mark.parametrize("table", [SETTINGS, FLAGS, VARIABLES], ids=["settings", "flags", "variables"])
def test_those_tests_exist(table: dict[str, str]) -> None:
    for name, test in table.items():
        file, _, function = test.partition("::")
        tree = ast.parse((ROOT / "tests" / file).read_text())
        functions = {
            node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        assert function in functions, f"{name}: {test} isn't there"


# -- What no other test sees ------------------------------------------------------------------------


def test_api_asks_the_bot_of_the_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FLOTUI_API_KEY", "FLOTUI_BASE_URL", "FLOTUI_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FLOTUI_HOME", str(tmp_path))
    monkeypatch.setattr("flotui.config.credentials._keyring", lambda: None)
    paths = Paths.find().make()
    for name in ("one", "two"):
        remember(paths, make_profile(name, f"https://{name}.example.com/api", prefix="f1"), "a-token-of-it")
    for words in (["api", "--profile", "two"], ["--profile", "two", "api"]):
        done = CliRunner().invoke(flotui, [*words, "flowTags", "--curl"], prog_name="flotui")
        assert "https://two.example.com/api/flow/tags" in done.stdout, done.output


def test_visual_goes_before_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "cat")
    monkeypatch.setenv("VISUAL", "true --wait")
    assert editor.command()[-1] == "--wait"
    monkeypatch.delenv("VISUAL")
    assert editor.command()[0].endswith("cat")


def test_a_terminal_that_would_draw_a_part_of_a_frame_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM_PROGRAM", "Apple_Terminal")
    assert modes.supports_synchronized() == ""
    monkeypatch.setenv("TERM_PROGRAM", "another")
    assert modes.supports_synchronized() != ""
