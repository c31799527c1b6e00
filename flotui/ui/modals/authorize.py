# SPDX-License-Identifier: MIT
"""Opening a bot with a key from the dashboard: base URL, key, a look at what it opens, and a name for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from flotui.api.address import check_base_url
from flotui.api.errors import FlochatError, InsecureHost, NotAuthorised, NotTheApi, Unreachable
from flotui.config.apikey import bare, wrong_key
from flotui.config.errors import ConfigError
from flotui.config.profile import check_name, normalise_base_url
from flotui.resources.ask import Cancelled, Field
from flotui.resources.text import Span, Text, dim
from flotui.ui.modals import tones
from flotui.ui.modals.base import Dialog
from flotui.ui.modals.fields import FieldRow
from flotui.ui.modals.keyline import Keys
from flotui.ui.modals.push import Push
from flotui.ui.modals.states import DialogState
from flotui.ui.widgets.inputs import Line


class OpenedBot(NamedTuple):
    """The bot that an API key opens, as the host describes it."""

    lines: Sequence[Text]
    """What the host says of the bot, a line each."""
    name: str
    """What to call it: its profile's name where it has one, else one that is free."""


Check = Callable[[str, str], Awaitable[OpenedBot]]
"""Given base URL and key: asks the host what the key opens."""
Save = Callable[[str, str, str], Awaitable[None]]
"""Given name, base URL and key: keeps them."""

_WHERE: tuple[Text, ...] = (
    (
        Span("Create an API key in the dashboard: "),
        Span("menu at the top right → API keys", "strong"),
        Span(", with a name, the workspace and the chatbot. It is shown once and opens that one bot."),
    ),
    dim("It is kept on this machine only and sent only to the host below. The same page revokes it."),
)


def _address(text: str) -> str | None:
    try:
        check_base_url(normalise_base_url(text))
    except ConfigError as error:
        return str(error)
    except FlochatError as error:
        return str(error)
    return None


def _token(text: str) -> str | None:
    return wrong_key(bare(text)) or None


def _named(text: str) -> str | None:
    try:
        check_name(text.strip())
    except ConfigError as error:
        return str(error)
    return None


class AuthorizeDialog(Dialog[str]):
    """First checks the key against the host, then keeps it. Ends in the profile's name."""

    DEFAULT_CSS = """
    AuthorizeDialog {
        #why { margin-bottom: 1; color: $text-warning; }
        #where { margin-bottom: 1; }
        #found { margin-top: 1; display: none; }
        #name { margin-top: 1; display: none; }
        #buttons { height: 1; margin-top: 1; }
        &.-checked #found, &.-checked #name { display: block; }
        &.-narrow .label { dock: none; width: 100%; }
    }
    """

    ATTENTIVE = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "go_on", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(
        self,
        base_url: str,
        check: Check,
        save: Save,
        *,
        why: str = "",
    ) -> None:
        """
        Args:
            base_url: what is in its field at first.
            check: asks the host what the key opens.
            save: keeps name, base URL and key. It asks before it replaces a profile of another bot.
            why: why it is asked now.
        """
        super().__init__("Open a bot", self._carry)
        self._check, self._save, self._why = check, save, why
        self._checked: tuple[str, str] | None = None
        self._offered = ""
        self.address = FieldRow(Field("base_url", "Base URL", value=base_url, required=True, check=_address))
        self.token = FieldRow(
            Field("token", "Key", "secret", required=True, check=_token, help="Paste it: it stays hidden.")
        )
        self.called = FieldRow(
            Field(
                "name",
                "Name",
                required=True,
                check=_named,
                help="A name for this bot in flotui.",
            )
        )
        self.called.id = "name"

    def body(self) -> ComposeResult:
        """What is needed, what it opens, and a name."""
        if self._why:
            yield Static(tones.content(self._why), id="why", markup=False)
        yield Static(tones.lines(_WHERE), id="where", markup=False)
        yield self.address
        yield self.token
        yield Static(id="found", markup=False)
        yield self.called
        with Horizontal(id="buttons"):
            yield Push("Cancel", id="cancel")
            yield Push("Check", id="go")

    def on_mount(self) -> None:
        """Focus the first field that is missing: the address, else the API key."""
        (self.token if self.address.typed else self.address).control.focus()

    def fit(self) -> None:
        """Labels in a column where there is room."""
        narrow = self.app.size.width < 56
        self.set_class(narrow, "-narrow")
        for row in (self.address, self.token, self.called):
            row.lay_out(12, narrow, 3)
        super().fit()

    def keys(self) -> Keys:
        """The keys of this state: check while the API key isn't checked, then save."""
        step = "check the key" if self._checked is None else "save"
        return (("enter", step), ("esc", "cancel"), ("tab", "next field"))

    def dirty(self) -> bool:
        """Whether an API key is typed."""
        return bool(self.token.typed)

    def on_field_row_changed(self, event: FieldRow.Changed) -> None:
        """What was found holds for what was checked only."""
        self.edited()
        if event.row is self.address:
            self.token.acquit()  # what another host said of the key
        if event.row is not self.called and self._checked is not None:
            self._checked = None
            self._show_step()

    def on_field_row_submitted(self, event: FieldRow.Submitted) -> None:
        """Go to the next field, or check or save as the button would."""
        if event.row is self.address and not self.token.typed:
            self.token.control.focus()
        else:
            self.action_go_on()

    def on_push_pressed(self, event: Push.Pressed) -> None:
        """A button was pressed."""
        if event.push.id == "go":
            self.action_go_on()
        else:
            self.action_leave()

    def _given(self) -> tuple[str, str]:
        return normalise_base_url(self.address.typed), bare(self.token.typed)

    def action_go_on(self) -> None:
        """Check the key, or save what was checked: enter."""
        if self.state is DialogState.ASKING:
            self.commit()

    def commit(self) -> None:
        """Check the key, or save what was checked, once both can be right."""
        rows = [self.address, self.token, *([self.called] if self._checked is not None else [])]
        wrong = [row for row in rows if not row.look()]
        if wrong:
            self.focus_again(wrong[0].control)
            return
        self.answer(self.called.typed.strip())

    def doing(self) -> str:
        """What happens now, for the line below: the API key is checked, or the profile saved."""
        return "Asking the host…" if self._checked is None else "Saving…"

    def harmless(self) -> bool:
        """Whether nothing is changed while it runs: a check only reads."""
        return self._checked is None

    async def _carry(self, name: str) -> None:
        """One step: check, which keeps the dialog open, or save, which ends it."""
        given = self._given()
        if self._checked == given:
            await self._save(name, *given)
            return
        opened = await self._check(*given)
        if not self.is_attached:
            raise Cancelled
        self._checked = given
        for row in (self.address, self.token):
            row.acquit()
        self.query_one("#found", Static).update(tones.lines(opened.lines))
        if self.called.typed in ("", self._offered) and isinstance(self.called.control, Line):
            self._offered = self.called.control.value = opened.name
        self._show_step()
        self._focus_before = self.called.control
        raise Cancelled

    def _show_step(self) -> None:
        checked = self._checked is not None
        self.set_class(checked, "-checked")
        self.query_one("#go", Push).relabel("Save" if checked else "Check")
        self.show_keys()

    def refused(self, error: FlochatError) -> None:
        """A refused key is the key's field's matter, an address where nothing is that of the address."""
        if isinstance(error, NotAuthorised):
            self.token.blame("The host doesn't accept this key: it may be mistyped, incomplete or revoked.")
            self.say(error.happened, "danger")
            self.focus_again(self.token.control)
        elif self._checked is None and isinstance(error, NotTheApi | Unreachable | InsecureHost):
            self.address.blame(_blame(error))
            self.say(str(error), "danger")
            self.focus_again(self.address.control)
        else:
            super().refused(error)


def _blame(error: FlochatError) -> str:
    """What is wrong with an address: one that isn't reached may be right, while this machine is offline."""
    if isinstance(error, Unreachable):
        return "Not reached."
    return "Not trusted." if isinstance(error, InsecureHost) else "This isn't the API's address."
