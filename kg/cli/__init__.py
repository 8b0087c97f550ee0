"""The terminal: commands that read arguments, ask the library, and print. They compute nothing."""
