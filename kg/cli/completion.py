"""`kg completion`: the line that a shell needs to complete commands and options."""

from __future__ import annotations

import click

_LINES = {
    "bash": 'eval "$(_KG_COMPLETE=bash_source kg)"    # in ~/.bashrc',
    "zsh": 'eval "$(_KG_COMPLETE=zsh_source kg)"    # in ~/.zshrc',
    "fish": "_KG_COMPLETE=fish_source kg | source    # in ~/.config/fish/config.fish",
}


@click.command()
@click.argument("shell", type=click.Choice(list(_LINES)))
def completion(shell: str) -> None:
    """Print the line that turns on completion in a shell.

    \b
    Example:
      kg completion bash
    """
    click.echo(_LINES[shell])
