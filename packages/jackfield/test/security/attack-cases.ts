/** One way in which systems of this kind have been broken. */
export interface AttackCase {
  readonly number: number;
  readonly attack: string;
  /** How it is held off here, in a sentence. */
  readonly held: string;
}

export const attackGroups: Readonly<Record<string, readonly AttackCase[]>> = {
  Connecting: [
    {
      number: 1,
      attack: 'Private and metadata addresses in every notation',
      held: 'What is judged is the address about to be dialled, after the URL parser and the resolver; a sentinel on every address of the machine got no byte',
    },
    {
      number: 2,
      attack:
        'A name that resolves to a private address, or to a public and a private one, or by CNAME',
      held: 'Every address that a name resolves to must pass',
    },
    {
      number: 3,
      attack: 'Rebinding between save and call, and between check and connect',
      held: 'The socket asks the guarded resolver itself, once, and dials what it answered',
    },
    {
      number: 4,
      attack: 'Redirects: loops, to private addresses, to another scheme or origin',
      held: 'None is followed, by turn, check, image or list of models',
    },
    {
      number: 5,
      attack: 'Credentials that cross an origin',
      held: 'A credential belongs to one scheme, host and port; nothing of a caller’s head goes further',
    },
    {
      number: 6,
      attack: 'User info, backslash, NUL and unicode dots in a URL',
      held: 'A URL that two readers could understand in two ways is refused',
    },
    {
      number: 7,
      attack: 'Schemes other than http(s), protocol upgrades',
      held: 'http and https alone; an upgrade is neither offered, asked for nor taken',
    },
    {
      number: 8,
      attack: 'A connection that points at ourselves',
      held: 'Our own port is dialled at no address of this machine, allowed or not',
    },
    {
      number: 9,
      attack: 'An allow-list entry that lets more pass than it says',
      held: 'An entry is host:port, and counts for connections alone',
    },
    {
      number: 10,
      attack: 'Check, change, restore and command line beside the guard of the save',
      held: 'All that dials goes through one guard at the moment of dialling',
    },
    {
      number: 11,
      attack: 'Routing fields of a caller (`api_base`, `x-*-custom-host`)',
      held: 'Where a turn goes is decided by the agent’s setting alone',
    },
    {
      number: 12,
      attack: 'Templates in region, model and project',
      held: 'A region is letters, digits and hyphens; a model id is encoded or stays in the body',
    },
    {
      number: 13,
      attack: 'Ambient cloud credentials',
      held: 'Asked for only where `JACKFIELD_AWS_CREDENTIALS=chain` says so',
    },
  ],
  Credentials: [
    {
      number: 14,
      attack: 'A change of URL or auth method that keeps the stored credential',
      held: 'Refused without a fresh credential in the same request; the seal is bound to the address as well',
    },
    {
      number: 15,
      attack: 'A credential in logs, traces, errors, page, URLs or exports',
      held: 'Credentials are `Secret`s, and words of an endpoint are masked in every encoding before they are shown',
    },
    {
      number: 16,
      attack: 'An upstream that echoes our headers back',
      held: 'No header of an upstream is passed on, and its words are told without the credential in any encoding',
    },
    {
      number: 17,
      attack: 'Another owner’s credential by id',
      held: 'Connections belong to a project and are visible to its members alone',
    },
    {
      number: 18,
      attack: 'One shared client that sends the wrong owner’s key',
      held: 'A socket pool per endpoint and credential version',
    },
    {
      number: 19,
      attack: 'A second answer that nobody asked for, on a kept socket',
      held: 'A socket that says more than it was asked is closed',
    },
    {
      number: 20,
      attack: 'TLS session reuse that skips the host check',
      held: 'Each connection and version of its certificates has a connector, and so sessions, of its own',
    },
    {
      number: 21,
      attack: 'CR, LF, NUL and huge keys; two lengths',
      held: 'A credential is visible ASCII of 8 kB at most; what is no clean HTTP never becomes a request',
    },
    {
      number: 22,
      attack: 'Comparison whose time tells how much was right',
      held: 'Keys, tokens and sessions are looked up and compared by their SHA-256, so that time tells nothing of them',
    },
    {
      number: 23,
      attack: 'Keys of caches that are cut short',
      held: 'A lookup is by the hash of the whole key',
    },
  ],
  Authorisation: [
    {
      number: 24,
      attack: 'A role that may do more than it should, somewhere',
      held: 'The rights matrix (role × route × project) is generated from the OpenAPI document',
    },
    {
      number: 25,
      attack: '`model` that names another agent',
      held: 'The key decides the agent; every other name is 404',
    },
    {
      number: 26,
      attack: 'Bearer and x-api-key with different rights',
      held: 'One function reads both, and where both are sent they must agree',
    },
    {
      number: 27,
      attack: 'Spoofed internal headers and Host',
      held: 'No header but the credential’s gives a right; Host is never repeated',
    },
    {
      number: 28,
      attack: 'Thirty first-admin requests at once',
      held: 'One transaction makes the one admin',
    },
    {
      number: 29,
      attack: 'Empty, short or well-known secrets',
      held: 'Refused at the start, in one line',
    },
    {
      number: 30,
      attack: 'A key that mints a wider key',
      held: 'A token gives no right that it has not itself',
    },
    {
      number: 31,
      attack: 'An import that overwrites by id',
      held: 'A restore needs an empty data folder; nothing is imported into a living one',
    },
    {
      number: 32,
      attack: 'Revocation that is late or forgotten somewhere',
      held: 'Who asks is read from the store at each request; what gateways need is published before the revocation is answered',
    },
    {
      number: 33,
      attack: 'Session fixation; attributes of a cleared cookie',
      held: 'Every sign-in makes a session of its own; a cookie is cleared with the attributes it was set with',
    },
    {
      number: 34,
      attack: 'Requests from another site’s page (CSRF, CORS)',
      held: 'SameSite=Strict, Fetch metadata or Origin on every change, and no CORS header',
    },
    {
      number: 35,
      attack: 'Brute force; finding out who is a user',
      held: 'Limits per address and per account, and one answer at one cost for every wrong sign-in',
    },
    {
      number: 36,
      attack: 'Mass assignment',
      held: 'Every body has a strict schema: a field that nobody may set is refused',
    },
  ],
  Parsing: [
    {
      number: 37,
      attack: 'SQL in tokens, ids and error paths',
      held: 'Every value is a parameter of a prepared statement; no LIKE is built from input',
    },
    {
      number: 38,
      attack: '`__proto__` in bodies, headers and chunks',
      held: 'Refused by the REST API, data and nothing else in the gateway',
    },
    {
      number: 39,
      attack: 'Keys that come twice or in another case',
      held: 'What is sent is written anew from what was judged',
    },
    {
      number: 40,
      attack: 'Depth bombs and hash floods',
      held: 'A caller’s JSON is measured before it is parsed; an upstream’s fault ends one turn',
    },
    {
      number: 41,
      attack: 'Script in names, models, connections and errors',
      held: 'Text stays text: JSON with nosniff, a page that escapes, and a strict content security policy',
    },
    {
      number: 42,
      attack: 'Line breaks in an upstream’s event, id or error',
      held: 'A caller’s stream is made of whole lines of JSON, which hold no line break',
    },
    {
      number: 43,
      attack: 'Foreign `event:` fields',
      held: 'Only the data of an event is read, and written under `data:` again',
    },
    {
      number: 44,
      attack: 'Response splitting, Set-Cookie and hop-by-hop headers of an upstream',
      held: 'A caller’s head is made here; nothing of an upstream’s is in it',
    },
    {
      number: 45,
      attack: 'Request smuggling',
      held: 'A strict parser: a request with two meanings of its length is refused and its socket closed',
    },
    {
      number: 46,
      attack: '`%2F` and `..` in static paths',
      held: 'The files of the page are listed at the start; a path is looked up in that list',
    },
    {
      number: 47,
      attack: 'Expressions that run for years; log, terminal and CSV injection',
      held: 'Expressions without nested repetition; a log line is one line of JSON; the terminal gets no control characters; nothing is exported as CSV',
    },
  ],
  'Hostile or broken upstream': [
    {
      number: 48,
      attack: 'Compression bombs, stacked encodings',
      held: 'Compression is neither asked for nor unpacked',
    },
    {
      number: 49,
      attack: 'Endless stream, endless line, drip, silence',
      held: 'Bounds on event, document, error and head; deadlines for first token, gap and turn',
    },
    {
      number: 50,
      attack: 'Storms of 1xx responses',
      held: 'They are read over, and the attempt’s deadline counts on',
    },
    {
      number: 51,
      attack: 'Invalid UTF-8, split characters, malformed events, missing `[DONE]`',
      held: 'The decoder takes bytes cut anywhere, and what it can’t read is an error',
    },
    {
      number: 52,
      attack: 'A truncated answer that looks like success, or the other way round',
      held: 'A stream without a finish reason ends in an error, never in `[DONE]`',
    },
    {
      number: 53,
      attack: 'A stalled caller; an abandoned stream',
      held: 'A caller who leaves closes the upstream; one who doesn’t read pauses it',
    },
    {
      number: 54,
      attack: 'Somebody who sends slowly to our own listener',
      held: '15 s for a head, 60 s for a request, and nobody waits for another',
    },
    {
      number: 55,
      attack: 'One bad connection that harms the others',
      held: 'Pools, deadlines and memory are each connection’s own',
    },
  ],
  'Supply chain': [
    {
      number: 56,
      attack: 'What others wrote and changed',
      held: 'Eleven run-time packages, exact versions, a lockfile of contents, no install script, a bill of materials',
    },
  ],
};

export const attackCases: readonly AttackCase[] = Object.values(attackGroups).flat();

/** The case numbers that a test's name bears: `case 7: …`, anywhere in its full name. */
export function caseNumbersIn(name: string): number[] {
  return [...name.matchAll(/\bcase (\d+): /g)].map(([, number]) => Number(number));
}
