complete --keep-order --exclusive --command tcerr --arguments "(COMPLETE=fish tcerr -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
