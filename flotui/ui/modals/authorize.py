"""Opening a bot with a key from the dashboard: address, key, a look at what it opens, and a name for it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import ClassVar
from urllib.parse import urlsplit

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from flotui.api.errors import FlochatError, NotAuthorised
from flotui.config.errors import ConfigError
from flotui.config.profiles import check_name, normalise_base_url, suggest_name
from flotui.resources.ask import Cancelled, Field
from flotui.resources.text import Span, Text, dim, plain
from flotui.ui.modals import tones
from flotui.ui.modals.base import Dialog, Keys, State
from flotui.ui.modals.fields import FieldRow
from flotui.ui.modals.inputs import Line
from flotui.ui.modals.push import Push

Check = Callable[[str, str], Awaitable[Sequence[Text]]]
"""Given address and token: asks the host, and says what the token opens."""
Save = Callable[[str, str, str], Awaitable[None]]
"""Given name, address and token: keeps them."""

_WHERE: tuple[Text, ...] = (
    (
        Span("A key is made in the dashboard: "),
        Span("menu at the top right → API keys", "strong"),
        Span(", with a name, the workspace and the chatbot. It is shown once, and opens that one bot."),
    ),
    dim("It is kept on this machine only, and sent to no other address than the one below."),
)


def bare(token: str) -> str:
    """A token as it was pasted, without what came along: blanks, quotes, `Authorization: Bearer`."""
    token = re.sub(r"\s+", " ", token).strip().strip("\"'`").strip()
    token = re.sub(r"^(authorization\s*:\s*)?(bearer\s+)?", "", token, flags=re.IGNORECASE)
    return token.strip().strip("\"'`")


def _address(text: str) -> str | None:
    try:
        normalise_base_url(text)
    except ConfigError as error:
        return str(error)
    return None


def _token(text: str) -> str | None:
    token = bare(text)
    if not token:
        return "The key is missing."
    if not token.isascii() or not token.isprintable() or " " in token:
        return "This can't be a key: it holds blanks or unusual characters. Copy it once more."
    return None


class AuthorizeDialog(Dialog[str]):
    """First checks the key against the host, then keeps it. Ends in the profile's name."""

    DEFAULT_CSS = """
    AuthorizeDialog {
        #frame { width: 78; }
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
        name: str = "",
        taken: Collection[str] = (),
        why: str = "",
    ) -> None:
        """
        Args:
            base_url: what stands in the address field at first.
            check: asks the host what the token opens.
            save: keeps name, address and token.
            name: what the profile is called at first; it may be that of an existing one.
            taken: the names of other profiles.
            why: why it is asked now.
        """
        super().__init__("Open a bot", self._carry)
        self._check, self._save, self._why = check, save, why
        self._checked: tuple[str, str] | None = None
        self._warned = ""
        self._profile_name, self._taken = name, dict.fromkeys(taken)
        self.address = FieldRow(Field("base_url", "Address", value=base_url, required=True, check=_address))
        self.token = FieldRow(
            Field("token", "Key", "secret", required=True, check=_token, help="Paste it: it stays hidden.")
        )
        self.called = FieldRow(
            Field(
                "name",
                "Name",
                value=name,
                required=True,
                check=self._named,
                help="What to call this bot here.",
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
        """The key is what is missing."""
        (self.token if self.address.typed else self.address).control.focus()

    def fit(self) -> None:
        """Labels in a column where there is room."""
        narrow = self.app.size.width < 56
        self.set_class(narrow, "-narrow")
        for row in (self.address, self.token, self.called):
            row.lay_out(12, narrow, 3)
        super().fit()

    def keys(self) -> Keys:
        """Checking first, then saving."""
        step = "check the key" if self._checked is None else "save"
        return (("enter", step), ("esc", "cancel"), ("tab", "next field"))

    def dirty(self) -> bool:
        """Whether a key stands there."""
        return bool(self.token.typed)

    def on_field_row_changed(self, event: FieldRow.Changed) -> None:
        """What was found holds for what was checked only."""
        self.edited()
        if event.row is not self.called and self._checked is not None:
            self._checked = None
            self._show_step()

    def on_field_row_submitted(self, event: FieldRow.Submitted) -> None:
        """Enter goes on."""
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
        if self.state is State.ASKING:
            self.commit()

    def commit(self) -> None:
        """Check the key, or save what was checked, once both can be right."""
        rows = [self.address, self.token, *([self.called] if self._checked is not None else [])]
        wrong = [row for row in rows if not row.look()]
        if wrong:
            self.focus_again(wrong[0].control)
            return
        address = self._given()[0]
        if _in_the_open(address) and self._warned != address:
            self._warned = address
            self.say("Over http:// the key can be read on its way. Enter again sends it.", "warn")
            self.restage()
            return
        self.answer(self.called.typed.strip())

    def doing(self) -> str:
        """Checking or saving."""
        return "Asking the host…" if self._checked is None else "Saving…"

    def harmless(self) -> bool:
        """Looking changes nothing."""
        return self._checked is None

    async def _carry(self, name: str) -> None:
        """One step: check, which keeps the dialog open, or save, which ends it."""
        given = self._given()
        if self._checked == given:
            await self._save(name, *given)
            return
        lines = await self._check(*given)
        self._checked = given
        if not self.is_attached:
            raise Cancelled
        self.query_one("#found", Static).update(tones.lines(lines))
        if not self.called.typed and lines and isinstance(self.called.control, Line):
            self.called.control.value = suggest_name(plain(lines[0]).split(" · ")[0], self._taken)
        self._show_step()
        self._focus_before = self.called.control
        raise Cancelled

    def _show_step(self) -> None:
        checked = self._checked is not None
        self.set_class(checked, "-checked")
        self.query_one("#go", Push).relabel("Save" if checked else "Check")
        self.show_keys()

    def _named(self, text: str) -> str | None:
        try:
            check_name(text.strip())
        except ConfigError as error:
            return str(error)
        if text.strip() in self._taken and text.strip() != self._profile_name:
            return "There is a bot of that name already."
        return None

    def refused(self, error: FlochatError) -> None:
        """A refused key is the key's field's matter."""
        if isinstance(error, NotAuthorised):
            self.token.blame("The host doesn't know this key: it may be mistyped, cut off or revoked.")
            self.say(error.happened, "danger")
            self.focus_again(self.token.control)
        else:
            super().refused(error)


def _in_the_open(address: str) -> bool:
    """Whether a key would travel to an address so that others could read it."""
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1")
