module completions {

  def "nu-complete tcerr codes" [context: string] {
    with-env { COMPLETE: "nushell" } { ^tcerr -- ...($context | split row " ") } | from json
  }

  def "nu-complete tcerr lang" [] {
    [ "zh" "en" ]
  }

  def "nu-complete tcerr color" [] {
    [ "auto" "always" "never" ]
  }

  # Explain Tencent Cloud API errors: what happened, what to do, whether a retry is safe
  export extern tcerr [
    --product: string         # The product that was called, such as cvm, where the input does not say so
    --action: string          # The action that was called, such as RunInstances
    --all                     # Show every meaning of a code in full
    --json                    # Print one JSON document a line
    --plain                   # Print one fact a line, unwrapped, for screen readers
    --ticket                  # Print a text for a support ticket, secrets masked
    --tried: string           # For --ticket: what was done about it already; may be given several times
    --lang: string@"nu-complete tcerr lang" # The language of answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr color" # When to colour answers and make links clickable
    --width: string           # The columns to wrap at, 40 at least [default: those of the terminal, at most 100; else 80]
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
    ...inputs: string@"nu-complete tcerr codes"         # A code in any case, a number of API 2.0, or any text with an error in it; `-` or nothing reads standard input
  ]

  def "nu-complete tcerr explain lang" [] {
    [ "zh" "en" ]
  }

  def "nu-complete tcerr explain color" [] {
    [ "auto" "always" "never" ]
  }

  # Explain codes, numbers of API 2.0, responses, exceptions or logs
  export extern "tcerr explain" [
    --json                    # Print one JSON document a line
    --plain                   # Print one fact a line, unwrapped, for screen readers
    --ticket                  # Print a text for a support ticket, secrets masked
    --tried: string           # For --ticket: what was done about it already; may be given several times
    --lang: string@"nu-complete tcerr explain lang" # The language of answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr explain color" # When to colour answers and make links clickable
    --width: string           # The columns to wrap at, 40 at least [default: those of the terminal, at most 100; else 80]
    --product: string         # The product that was called, such as cvm, where the input does not say so
    --action: string          # The action that was called, such as RunInstances
    --all                     # Show every meaning of a code in full
    --help(-h)                # Print help (see more with '--help')
    ...inputs: string@"nu-complete tcerr codes"         # A code in any case, a number of API 2.0, or any text with an error in it; `-` or nothing reads standard input
  ]

  def "nu-complete tcerr list lang" [] {
    [ "zh" "en" ]
  }

  def "nu-complete tcerr list color" [] {
    [ "auto" "always" "never" ]
  }

  # List codes, or products
  export extern "tcerr list" [
    --json                    # Print one JSON document a line
    --plain                   # Print one fact a line, unwrapped, for screen readers
    --ticket                  # Print a text for a support ticket, secrets masked
    --tried: string           # For --ticket: what was done about it already; may be given several times
    --lang: string@"nu-complete tcerr list lang" # The language of answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr list color" # When to colour answers and make links clickable
    --width: string           # The columns to wrap at, 40 at least [default: those of the terminal, at most 100; else 80]
    --product: string         # Only codes that this product publishes
    --action: string          # Only codes that this action is documented to return
    --family: string          # Only codes of this family
    --products                # List products instead, with their names and how many codes each has
    --help(-h)                # Print help (see more with '--help')
    pattern?: string          # The beginning of a code, or a glob such as '*SoldOut*', in any case
  ]

  def "nu-complete tcerr search lang" [] {
    [ "zh" "en" ]
  }

  def "nu-complete tcerr search color" [] {
    [ "auto" "always" "never" ]
  }

  # Find codes by words, by a product's name, or by a message
  export extern "tcerr search" [
    --json                    # Print one JSON document a line
    --plain                   # Print one fact a line, unwrapped, for screen readers
    --ticket                  # Print a text for a support ticket, secrets masked
    --tried: string           # For --ticket: what was done about it already; may be given several times
    --lang: string@"nu-complete tcerr search lang" # The language of answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr search color" # When to colour answers and make links clickable
    --width: string           # The columns to wrap at, 40 at least [default: those of the terminal, at most 100; else 80]
    --limit: string           # The most codes to show
    --help(-h)                # Print help (see more with '--help')
    ...words: string          # What to look for, in Chinese or English
  ]

  def "nu-complete tcerr scan lang" [] {
    [ "zh" "en" ]
  }

  def "nu-complete tcerr scan color" [] {
    [ "auto" "always" "never" ]
  }

  # Count the failures in logs: which, how often, since when, and who must act
  export extern "tcerr scan" [
    --json                    # Print one JSON document a line
    --plain                   # Print one fact a line, unwrapped, for screen readers
    --ticket                  # Print a text for a support ticket, secrets masked
    --tried: string           # For --ticket: what was done about it already; may be given several times
    --lang: string@"nu-complete tcerr scan lang" # The language of answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr scan color" # When to colour answers and make links clickable
    --width: string           # The columns to wrap at, 40 at least [default: those of the terminal, at most 100; else 80]
    --product: string         # Only failures of calls to this product
    --code: string            # Only these codes, a glob such as 'ResourceInsufficient*', in any case
    --since: string           # Only from this time on: a date, a time, or so long ago, such as 2h
    --until: string           # Only up to this time
    --min: string             # Only codes that were seen so often at least
    --jsonl                   # Print each failure as a JSON document a line instead of a summary, in the order of the input
    --follow                  # Follow logs while they grow, rotations too: a summary that is kept up to date on a terminal, a line for each failure otherwise
    --merge                   # The files are summaries that `scan --json` printed: add them up
    --histogram               # Show how many failures there were over time
    --help(-h)                # Print help (see more with '--help')
    ...files: path            # Logs or folders of logs; `-` or nothing reads standard input
  ]

  def "nu-complete tcerr last lang" [] {
    [ "zh" "en" ]
  }

  def "nu-complete tcerr last color" [] {
    [ "auto" "always" "never" ]
  }

  # Explain the newest failure in tccli's log, with the command that caused it
  export extern "tcerr last" [
    --json                    # Print one JSON document a line
    --plain                   # Print one fact a line, unwrapped, for screen readers
    --ticket                  # Print a text for a support ticket, secrets masked
    --tried: string           # For --ticket: what was done about it already; may be given several times
    --lang: string@"nu-complete tcerr last lang" # The language of answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr last color" # When to colour answers and make links clickable
    --width: string           # The columns to wrap at, 40 at least [default: those of the terminal, at most 100; else 80]
    --log: path               # The log [default: ~/.tccli/log/tccli.log]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete tcerr run lang" [] {
    [ "zh" "en" ]
  }

  def "nu-complete tcerr run color" [] {
    [ "auto" "always" "never" ]
  }

  # Run a command, and explain on standard error what it printed if it fails
  export extern "tcerr run" [
    --json                    # Print one JSON document a line
    --plain                   # Print one fact a line, unwrapped, for screen readers
    --ticket                  # Print a text for a support ticket, secrets masked
    --tried: string           # For --ticket: what was done about it already; may be given several times
    --lang: string@"nu-complete tcerr run lang" # The language of answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr run color" # When to colour answers and make links clickable
    --width: string           # The columns to wrap at, 40 at least [default: those of the terminal, at most 100; else 80]
    --help(-h)                # Print help (see more with '--help')
    ...command: string        # The command with its arguments
  ]

  def "nu-complete tcerr completions lang" [] {
    [ "zh" "en" ]
  }

  def "nu-complete tcerr completions color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete tcerr completions shell" [] {
    [ "bash" "elvish" "fish" "nushell" "powershell" "zsh" ]
  }

  # Print the completion script of a shell
  export extern "tcerr completions" [
    --json                    # Print one JSON document a line
    --plain                   # Print one fact a line, unwrapped, for screen readers
    --ticket                  # Print a text for a support ticket, secrets masked
    --tried: string           # For --ticket: what was done about it already; may be given several times
    --lang: string@"nu-complete tcerr completions lang" # The language of answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr completions color" # When to colour answers and make links clickable
    --width: string           # The columns to wrap at, 40 at least [default: those of the terminal, at most 100; else 80]
    --help(-h)                # Print help (see more with '--help')
    shell: string@"nu-complete tcerr completions shell" # The shell
  ]

  def "nu-complete tcerr man lang" [] {
    [ "zh" "en" ]
  }

  def "nu-complete tcerr man color" [] {
    [ "auto" "always" "never" ]
  }

  # Print the manual page
  export extern "tcerr man" [
    --json                    # Print one JSON document a line
    --plain                   # Print one fact a line, unwrapped, for screen readers
    --ticket                  # Print a text for a support ticket, secrets masked
    --tried: string           # For --ticket: what was done about it already; may be given several times
    --lang: string@"nu-complete tcerr man lang" # The language of answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr man color" # When to colour answers and make links clickable
    --width: string           # The columns to wrap at, 40 at least [default: those of the terminal, at most 100; else 80]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete tcerr schema lang" [] {
    [ "zh" "en" ]
  }

  def "nu-complete tcerr schema color" [] {
    [ "auto" "always" "never" ]
  }

  # Print the JSON Schema of what --json prints
  export extern "tcerr schema" [
    --json                    # Print one JSON document a line
    --plain                   # Print one fact a line, unwrapped, for screen readers
    --ticket                  # Print a text for a support ticket, secrets masked
    --tried: string           # For --ticket: what was done about it already; may be given several times
    --lang: string@"nu-complete tcerr schema lang" # The language of answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr schema color" # When to colour answers and make links clickable
    --width: string           # The columns to wrap at, 40 at least [default: those of the terminal, at most 100; else 80]
    --help(-h)                # Print help (see more with '--help')
  ]

}

export use completions *
