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
    --product: string         # The product that was called, such as cvm, if the input does not name it
    --action: string          # The action that was called, such as RunInstances, if the input does not name it
    --all                     # Show every meaning of a code in full
    --json                    # Print one JSON document per line
    --plain                   # Print one fact per line, not wrapped, for screen readers
    --ticket                  # Print a text for a support ticket, with secrets masked
    --tried: string           # With --ticket: what you have tried so far; may be repeated
    --lang: string@"nu-complete tcerr lang" # The language of the answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr color" # When to color answers and make links clickable
    --width: string           # Wrap at N columns, at least 40 [default: the terminal's width up to 100; else 80]
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
    ...inputs: string@"nu-complete tcerr codes"         # An error code in any letter case, an API 2.0 number, or any text with an error in it; `-` or no input reads standard input
  ]

  def "nu-complete tcerr explain lang" [] {
    [ "zh" "en" ]
  }

  def "nu-complete tcerr explain color" [] {
    [ "auto" "always" "never" ]
  }

  # Explain codes, API 2.0 numbers, responses, exceptions or logs
  export extern "tcerr explain" [
    --json                    # Print one JSON document per line
    --plain                   # Print one fact per line, not wrapped, for screen readers
    --ticket                  # Print a text for a support ticket, with secrets masked
    --tried: string           # With --ticket: what you have tried so far; may be repeated
    --lang: string@"nu-complete tcerr explain lang" # The language of the answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr explain color" # When to color answers and make links clickable
    --width: string           # Wrap at N columns, at least 40 [default: the terminal's width up to 100; else 80]
    --product: string         # The product that was called, such as cvm, if the input does not name it
    --action: string          # The action that was called, such as RunInstances, if the input does not name it
    --all                     # Show every meaning of a code in full
    --help(-h)                # Print help (see more with '--help')
    ...inputs: string@"nu-complete tcerr codes"         # An error code in any letter case, an API 2.0 number, or any text with an error in it; `-` or no input reads standard input
  ]

  def "nu-complete tcerr list lang" [] {
    [ "zh" "en" ]
  }

  def "nu-complete tcerr list color" [] {
    [ "auto" "always" "never" ]
  }

  # List codes or products
  export extern "tcerr list" [
    --json                    # Print one JSON document per line
    --plain                   # Print one fact per line, not wrapped, for screen readers
    --ticket                  # Print a text for a support ticket, with secrets masked
    --tried: string           # With --ticket: what you have tried so far; may be repeated
    --lang: string@"nu-complete tcerr list lang" # The language of the answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr list color" # When to color answers and make links clickable
    --width: string           # Wrap at N columns, at least 40 [default: the terminal's width up to 100; else 80]
    --product: string         # Only codes that this product publishes
    --action: string          # Only codes that this action is documented to return
    --family: string          # Only codes of this family
    --products                # List products instead of codes, with their names and number of codes
    --help(-h)                # Print help (see more with '--help')
    pattern?: string          # The start of a code, or a glob such as '*SoldOut*', in any letter case
  ]

  def "nu-complete tcerr search lang" [] {
    [ "zh" "en" ]
  }

  def "nu-complete tcerr search color" [] {
    [ "auto" "always" "never" ]
  }

  # Search codes by words, by a product's name, or by a message
  export extern "tcerr search" [
    --json                    # Print one JSON document per line
    --plain                   # Print one fact per line, not wrapped, for screen readers
    --ticket                  # Print a text for a support ticket, with secrets masked
    --tried: string           # With --ticket: what you have tried so far; may be repeated
    --lang: string@"nu-complete tcerr search lang" # The language of the answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr search color" # When to color answers and make links clickable
    --width: string           # Wrap at N columns, at least 40 [default: the terminal's width up to 100; else 80]
    --limit: string           # Show at most N codes
    --help(-h)                # Print help (see more with '--help')
    ...words: string          # The words to search for, in Chinese or English
  ]

  def "nu-complete tcerr scan lang" [] {
    [ "zh" "en" ]
  }

  def "nu-complete tcerr scan color" [] {
    [ "auto" "always" "never" ]
  }

  # Count the failures in logs: which, how often, since when, and who must act
  export extern "tcerr scan" [
    --json                    # Print one JSON document per line
    --plain                   # Print one fact per line, not wrapped, for screen readers
    --ticket                  # Print a text for a support ticket, with secrets masked
    --tried: string           # With --ticket: what you have tried so far; may be repeated
    --lang: string@"nu-complete tcerr scan lang" # The language of the answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr scan color" # When to color answers and make links clickable
    --width: string           # Wrap at N columns, at least 40 [default: the terminal's width up to 100; else 80]
    --product: string         # Only failures of calls to this product
    --code: string            # Only codes that match this glob, such as 'ResourceInsufficient*', in any letter case
    --since: string           # Only failures since this time: a date, a time, or an age such as 2h
    --until: string           # Only failures until this time
    --min: string             # Only codes that occur at least N times
    --jsonl                   # Print one JSON document per failure, in input order, instead of a summary
    --follow                  # Follow logs as they grow, across rotations: on a terminal, keep the summary up to date; otherwise, print one line per failure
    --merge                   # Read the files as summaries printed by `scan --json`, and add them up
    --histogram               # Show a histogram of the failures over time
    --help(-h)                # Print help (see more with '--help')
    ...files: path            # Logs, or folders of logs; `-` or no file reads standard input
  ]

  def "nu-complete tcerr last lang" [] {
    [ "zh" "en" ]
  }

  def "nu-complete tcerr last color" [] {
    [ "auto" "always" "never" ]
  }

  # Explain the newest failure in tccli's log, with the command that caused it
  export extern "tcerr last" [
    --json                    # Print one JSON document per line
    --plain                   # Print one fact per line, not wrapped, for screen readers
    --ticket                  # Print a text for a support ticket, with secrets masked
    --tried: string           # With --ticket: what you have tried so far; may be repeated
    --lang: string@"nu-complete tcerr last lang" # The language of the answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr last color" # When to color answers and make links clickable
    --width: string           # Wrap at N columns, at least 40 [default: the terminal's width up to 100; else 80]
    --log: path               # The path of the log [default: ~/.tccli/log/tccli.log]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete tcerr run lang" [] {
    [ "zh" "en" ]
  }

  def "nu-complete tcerr run color" [] {
    [ "auto" "always" "never" ]
  }

  # Run a command and, if it fails, explain its output on standard error
  export extern "tcerr run" [
    --json                    # Print one JSON document per line
    --plain                   # Print one fact per line, not wrapped, for screen readers
    --ticket                  # Print a text for a support ticket, with secrets masked
    --tried: string           # With --ticket: what you have tried so far; may be repeated
    --lang: string@"nu-complete tcerr run lang" # The language of the answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr run color" # When to color answers and make links clickable
    --width: string           # Wrap at N columns, at least 40 [default: the terminal's width up to 100; else 80]
    --help(-h)                # Print help (see more with '--help')
    ...command: string        # The command and its arguments
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

  # Print the completion script for a shell
  export extern "tcerr completions" [
    --json                    # Print one JSON document per line
    --plain                   # Print one fact per line, not wrapped, for screen readers
    --ticket                  # Print a text for a support ticket, with secrets masked
    --tried: string           # With --ticket: what you have tried so far; may be repeated
    --lang: string@"nu-complete tcerr completions lang" # The language of the answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr completions color" # When to color answers and make links clickable
    --width: string           # Wrap at N columns, at least 40 [default: the terminal's width up to 100; else 80]
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
    --json                    # Print one JSON document per line
    --plain                   # Print one fact per line, not wrapped, for screen readers
    --ticket                  # Print a text for a support ticket, with secrets masked
    --tried: string           # With --ticket: what you have tried so far; may be repeated
    --lang: string@"nu-complete tcerr man lang" # The language of the answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr man color" # When to color answers and make links clickable
    --width: string           # Wrap at N columns, at least 40 [default: the terminal's width up to 100; else 80]
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete tcerr schema lang" [] {
    [ "zh" "en" ]
  }

  def "nu-complete tcerr schema color" [] {
    [ "auto" "always" "never" ]
  }

  # Print the JSON Schema of the --json output
  export extern "tcerr schema" [
    --json                    # Print one JSON document per line
    --plain                   # Print one fact per line, not wrapped, for screen readers
    --ticket                  # Print a text for a support ticket, with secrets masked
    --tried: string           # With --ticket: what you have tried so far; may be repeated
    --lang: string@"nu-complete tcerr schema lang" # The language of the answers [default: from TCERR_LANG, LC_ALL, LC_MESSAGES or LANG]
    --color: string@"nu-complete tcerr schema color" # When to color answers and make links clickable
    --width: string           # Wrap at N columns, at least 40 [default: the terminal's width up to 100; else 80]
    --help(-h)                # Print help (see more with '--help')
  ]

}

export use completions *
