# SPDX-License-Identifier: MIT
"""What Textual keeps to itself and flotui needs all the same.

No other room names any of it; tests/ui/terminal/test_inner.py sees that each still is what is assumed here.
"""

from __future__ import annotations

from typing import Any

from textual._context import active_app
from textual.app import App
from textual.binding import BindingsMap
from textual.dom import DOMNode
from textual.keys import _character_to_key
from textual.screen import Screen, ScreenResultType

from flotui.ui.terminal.driver import Driver


def driver_of(app: App[int]) -> Driver | None:
    """The driver of an app; None where it has another than ours, as in tests.

    Args:
        app: the app.
    """
    driver = app._driver
    return driver if isinstance(driver, Driver) else None


def write(app: App[int], data: str) -> None:
    """Write to an app's terminal past its screens; nowhere before it has one.

    Args:
        app: whose terminal it is.
        data: what to write, as it is.
    """
    if app._driver is not None:
        app._driver.write(data)


def remember_copied(app: App[int], text: str) -> None:
    """Have ctrl+v in a line paste a text, and nothing sent to the terminal.

    Args:
        app: whose lines they are.
        text: the text.
    """
    app._clipboard = text


def without_notices(app: App[int]) -> None:
    """Have no screen hold what shows Textual's own notices and tooltips: flotui has neither, and each costs a widget.

    Args:
        app: whose screens they are.
    """
    app._disable_notifications = app._disable_tooltips = True


def app_at_work() -> App[int]:
    """The app in whose task this is called.

    Raises:
        LookupError: when there is none.
    """
    return active_app.get()


def key_of(character: str) -> str:
    """The name of the key that types a character: `slash` for `/`.

    Args:
        character: one character.
    """
    return _character_to_key(character)


def take_out(screen: Screen[Any]) -> None:
    """Take a screen out of its stack, wherever in it that is. `dismiss` takes the topmost, whichever that is.

    Args:
        screen: the screen; nothing happens where it is in no stack.
    """
    app = screen.app
    for stack in app._screen_stacks.values():
        if screen in stack:
            stack.remove(screen)
            screen._pop_result_callback()
            app.call_next(app._replace_screen, screen)


class OwnKeys(Screen[ScreenResultType]):
    """A screen whose keys end with it: those of the app aren't looked through."""

    @property
    def _binding_chain(self) -> list[tuple[DOMNode, BindingsMap]]:
        """Bindings from the focus up to the screen, and no further.

        Textual ends the chain at a modal for ordinary bindings, yet still looks through the whole of it
        for those with `priority`: they would act over an unsaved form.
        """
        chain = super()._binding_chain
        for index, (node, _) in enumerate(chain, 1):
            if node is self:
                return chain[:index]
        return chain
