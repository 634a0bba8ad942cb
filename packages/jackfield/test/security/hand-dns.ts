import dns, { type LookupAddress, type LookupOptions } from 'node:dns';
import { appendFileSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isIP } from 'node:net';

/*
 * Loaded into the program by NODE_OPTIONS: the system's resolver, which is where the outside world
 * begins, answers from the file HAND_DNS for names that end with `.test`. Each name's list of answers
 * is given out one after the other, the last one for ever. Every question goes to HAND_DNS.asked.
 */

type Answers = Readonly<Record<string, readonly (readonly string[])[]>>;
type Callback = (error: Error | null, address?: string | LookupAddress[], family?: number) => void;

const file = process.env['HAND_DNS'] ?? '';
const asked = new Map<string, number>();
const systemLookup = dns.lookup;
const systemPromise = dns.promises.lookup;

function answer(name: string): LookupAddress[] | null {
  const host = name.replace(/\.$/, '');
  if (!host.endsWith('.test')) return null;
  appendFileSync(`${file}.asked`, `${host}\n`);
  const answers = (JSON.parse(readFileSync(file, 'utf8')) as Answers)[host] ?? [];
  const key = `${host} ${JSON.stringify(answers)}`;
  const turn = asked.get(key) ?? 0;
  asked.set(key, turn + 1);
  const addresses = answers[Math.min(turn, answers.length - 1)] ?? [];
  return addresses.map((address) => ({ address, family: isIP(address) }));
}

function lookup(name: string, options: LookupOptions | Callback, given?: Callback): void {
  const callback = typeof options === 'function' ? options : (given ?? (() => undefined));
  const found = answer(name);
  if (found === null) {
    // The overloads can't be told apart here; what came is handed on as it is.
    (systemLookup as (...args: unknown[]) => void)(name, options, given);
    return;
  }
  const [first] = found;
  if (first === undefined) {
    callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }));
  } else if (typeof options === 'object' && options.all === true) callback(null, found);
  else callback(null, first.address, first.family);
}

dns.lookup = lookup as typeof dns.lookup;
dns.promises.lookup = (async (name: string, options: LookupOptions) => {
  const found = answer(name);
  if (found === null) return systemPromise(name, options);
  const [first] = found;
  if (first === undefined) throw new Error(`getaddrinfo ENOTFOUND ${name}`);
  return options?.all === true ? found : first;
}) as typeof dns.promises.lookup;
syncBuiltinESMExports();
