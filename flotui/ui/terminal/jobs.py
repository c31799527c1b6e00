# SPDX-License-Identifier: MIT
"""Being a job of a shell: stopped by ctrl+z or by a signal, and continued."""

from __future__ import annotations

import os
import signal


def has_shell() -> bool:
    """Whether there is a shell that could continue this job.

    Where the program leads the session itself (`ssh -t host flotui`, a pane of tmux), nobody could.
    """
    return os.getpgrp() != os.getsid(0)


def in_foreground(tty: int) -> bool:
    """Whether the terminal is this job's, and not the shell's.

    Args:
        tty: its file descriptor.
    """
    try:
        return os.tcgetpgrp(tty) == os.getpgrp()
    except OSError:
        return True


def stop(tty: int) -> None:
    """Stop, with all of the job, until it is continued in the foreground. No signal handlers are left for SIGTSTP.

    Args:
        tty: the terminal.
    """
    while True:
        # To the others first: raised, the signal stops this process before anything else is done.
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        os.kill(0, signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        signal.raise_signal(signal.SIGTSTP)
        if in_foreground(tty) or not has_shell():
            return
