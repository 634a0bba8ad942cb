/** What `jackfield help` prints. */
export const usage = `Jackfield: choose, or plug in, the model behind each of your agents.

Usage: jackfield <command>

  serve                                Run the server; it is configured by JACKFIELD_… variables
  demo-endpoint [--port 4101] [--host 127.0.0.1]
                                       Run an endpoint to connect that says back what was said

  check <url> --model <model ID> [--x-api-key <key> | --bearer <token>]
                                       Check an endpoint before you connect it; needs no server
        [--auth x-api-key|bearer]      Ask for the credential unseen; or --credential-env <variable>
        [--no-streaming]               It is known to have no streaming
        [--context <tokens>]           Try an input as long as its context
        [--timeout <seconds>]          30 unless said
        [--json] [--junit <file>] [--verbose]

  agents list                          The agents and their models
  agents create <name> [--slug <slug>] [--instructions <text>]
  agents delete <slug or id> [--yes]
  agents set-model <slug or id> <model>
                                       Choose another model; parameters, fallbacks, deadlines stay
  models list [--provider <id>]        The catalogue, connections included
  connections list
  connections create <name> --url <url> --model <model ID> [--auth x-api-key|bearer|none]
                     [--credential-env <variable>] [--no-streaming] [--allow-endpoint]
                                       The credential is read from that variable, or asked for
  connections check <id or name>       Send one real request and show what came back
  connections delete <id or name> [--yes]
  keys list <agent>
  keys create <agent> [--name <name>] [--expires-in <days>]
                                       The key is shown once
  keys delete <agent> <key id> [--yes]

  help, --help                         This page
  version, --version                   The version

Add --json to agents, models, connections and keys for output to be read by programs.
They talk to the server at JACKFIELD_URL (http://127.0.0.1:4100) with the token in JACKFIELD_ADMIN_TOKEN.
Exit codes: 0 done, 1 not done, 2 not understood.
`;
