"""``timkiem completion``: the shell's part of completing commands."""

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that completes timkiem's commands and options in SHELL.

    \b
    Example, for bash:
      timkiem completion bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(click.get_current_context().find_root().command, {}, "timkiem", "_TIMKIEM_COMPLETE").source())
