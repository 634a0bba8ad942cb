/** What `jackfield help` prints. */
export const usage = `Jackfield: choose, or plug in, the model behind each of your agents.

Usage: jackfield <command>

  serve [--role all|gateway|control]   Run the server; it is configured by JACKFIELD_… variables. With
                                       PostgreSQL turns and the page may have processes of their own
  demo-endpoint [--port 4101] [--host 127.0.0.1]
                                       Run an endpoint to connect that says back what was said

  check <url> --model <model ID> [--x-api-key <key> | --bearer <token>]
                                       Check an endpoint before you connect it; needs no server
        [--auth x-api-key|bearer]      Ask for the credential unseen; or --credential-env <variable>
        [--no-streaming]               It is known to have no streaming
        [--context <tokens>]           Try an input as long as its context
        [--timeout <seconds>]          30 unless said
        [--ca-file <file>] [--client-certificate-file <file> --client-key-file <file>]
                                       PEM: for a server that has certificates of its own
        [--json] [--junit <file>] [--verbose]

  agents list                          The agents and their models
  agents create <name> [--slug <slug>] [--instructions <text>]
  agents delete <slug or id> [--yes]
  agents set-model <slug or id> <model>
                                       Choose another model; parameters, fallbacks, deadlines stay
  evaluate <file.jsonl> --agent <slug or id> [--models <model>,<model>]
           [--baseline current|none|<model>] [--judge <model>] [--min-pass <share>]
           [--parallel <number>] [--json] [--html <file>]
                                       Try models, or the agent as it is, on a file of cases: exit
                                       code 0 where each passes that share of them (1 unless said)
  models list [--provider <id>]        The catalogue, connections included
  models audit [--within <days>]       Where agents use models that their vendors end; exit code 1 where
                                       one has ended or does so within 30 days, or as many as you say
  connections list
  connections create <name> --url <url> --model <model ID> [--auth x-api-key|bearer|none]
                     [--credential-env <variable>] [--no-streaming] [--allow-endpoint]
                     [--connect-anyway <reason>] [--ca-file <file>]
                     [--client-certificate-file <file> --client-key-file <file>]
                                       The credential is read from that variable, or asked for
  connections check <id or name> [--verbose]
                                       Run the checklist on the server and show what was found
  connections delete <id or name> [--yes]
  keys list <agent>
  keys create <agent> [--name <name>] [--expires-in <days>] [--requests-per-minute <number>]
                                       The key is shown once
  keys delete <agent> <key id> [--yes]
  keys rotate [--data-key]             Change the master key; with --data-key seal every credential anew
  audit verify [<backup>]              Whether every audit event is as it was written; else exit code 1
  audit export [--since <date>] --jsonl
                                       The audit events as JSON lines, oldest first
  backup <file> [--with-key]           Back up the data folder, while the server runs or when it doesn't
         [--passphrase-env <variable>] With --with-key the master key is in it, under a passphrase
  restore <file> [--master-key-file <file>] [--passphrase-env <variable>]
                                       Into an empty data folder
  migrate-store --from <data folder or postgres://…> --to <the same>
                                       Move everything into another, empty database

  help, --help                         This page
  version, --version                   The version

Add --json to all but serve and demo-endpoint for output to be read by programs.
agents, evaluate, models, connections, keys and audit talk to the server at JACKFIELD_URL, or else at this
machine's JACKFIELD_PORT (4100), with the token in JACKFIELD_ADMIN_TOKEN (or _FILE); backup and restore work on the folder JACKFIELD_DATA_DIR.
Exit codes: 0 done, 1 not done, 2 not understood.
`;
