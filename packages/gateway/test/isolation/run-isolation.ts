import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '@jackfield/fake-upstream';
import type { TurnRecord } from '@jackfield/gateway-config';
import { startGateway } from '../start-gateway.ts';
import { agentOf, isolationConfig, modelNames } from './isolation-config.ts';
import { startMarkedUpstream } from './marked-upstream.ts';
import { RawCaller, type RawAnswer } from './raw-caller.ts';
import { answerParts, nameOfTurn, promptOf, turnsIn } from './told.ts';

export interface IsolationOptions {
  readonly turns: number;
  readonly seed: number;
}

export interface IsolationResult {
  readonly turns: number;
  /** Answered whole, told of an error, and left by their callers. */
  readonly answered: number;
  readonly failed: number;
  readonly left: number;
  /** Of `answered`: by a fallback of the upstream that poisons. */
  readonly byFallback: number;
  /** Turns that failed although the upstream that poisons has no part in them. */
  readonly failedElsewhere: readonly string[];
  /** What a caller or an upstream was given of another's; each line says whose and where. */
  readonly findings: readonly string[];
  /** How often the poisoner used each of its ways. */
  readonly poisons: ReadonlyMap<string, number>;
}

const [poisoner = ''] = modelNames;
const callersAtOnce = 48;
/** After so many turns every credential is new, and with it every socket pool. */
const turnsOfOneConfig = 400;

/**
 * Interleaves turns of many agents over twenty connections, one of which poisons what it can, and
 * compares every byte that a caller or an upstream gets with what belongs to it.
 */
export async function runIsolation(options: IsolationOptions): Promise<IsolationResult> {
  const { turns, seed } = options;
  const findings: string[] = [];
  const failedElsewhere: string[] = [];
  const count = { answered: 0, failed: 0, left: 0, byFallback: 0 };
  await using stack = new AsyncDisposableStack();
  const upstreams = await Promise.all(
    // Two connections to a server: their addresses differ in the path alone.
    modelNames
      .flatMap((name, index) => (index % 2 === 0 ? [[name, modelNames[index + 1] ?? '']] : []))
      .map(async (names) => {
        const upstream = await startMarkedUpstream({
          names,
          poisoner,
          seed,
          turns,
          mayBeAsked: (turn, name) => agentOf(turn, seed).models.includes(name),
          onFinding: (finding) => findings.push(finding),
        });
        return stack.use(upstream);
      }),
  );
  const models = upstreams.flatMap((upstream) => upstream.models);
  const gateway = stack.use(await startGateway(isolationConfig(models, 1)));
  const judgeRecord = (record: TurnRecord, turn: string | undefined): void => {
    const captured = [...turnsIn(JSON.stringify(record.captured ?? ''))];
    if (captured.length > 1 || (turn !== undefined && captured.some((one) => one !== turn))) {
      findings.push(`the record of ${turn ?? '?'} holds ${captured.join(' and ')}`);
    }
  };

  let next = 0;
  const turnOf = new Map<string, string>();
  const port = Number(new URL(gateway.url).port);
  const carry = async (caller: RawCaller, index: number): Promise<void> => {
    const turn = nameOfTurn(index);
    const random = seededRandom(seed * 7 + index);
    const agent = agentOf(turn, seed);
    const isPoisonable = agent.models.includes(poisoner);
    const stream = random() < 0.6;
    const leavesAfterMs = random() < 0.08 ? random() * 6 : null;
    const path =
      random() < 0.5 ? '/v1/chat/completions' : `/v1/agents/${agent.slug}/chat/completions`;
    const head = `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${agent.key}\r\n`;
    const messages = [{ role: 'user', content: promptOf(turn) }];
    const body = JSON.stringify({ messages, stream });
    let answer = await caller.ask(head, body, leavesAfterMs);
    // A machine with other work makes the gateway refuse turns, which says that they may be asked again.
    while (answer.body.includes('"code":"overloaded"')) {
      await pause(200);
      answer = await caller.ask(head, body, leavesAfterMs);
    }
    const requestId = /^x-request-id: (\S+)/im.exec(answer.bytes)?.[1];
    if (requestId !== undefined) turnOf.set(requestId, turn);
    const strangers = [...turnsIn(Buffer.from(answer.bytes, 'latin1').toString('utf8'))].filter(
      (one) => one !== turn,
    );
    if (strangers.length > 0) {
      findings.push(
        `the caller of ${turn} (${agent.slug}) got bytes of ${strangers.join(' and ')}`,
      );
    }
    const verdict = judge(answer, turn, stream, agent.models);
    if (verdict.finding !== null) findings.push(`the caller of ${turn} got ${verdict.finding}`);
    if (!answer.whole && leavesAfterMs !== null) count.left += 1;
    else if (verdict.by === null) {
      count.failed += 1;
      if (!isPoisonable)
        failedElsewhere.push(`${turn}: ${answer.status} ${answer.body.slice(0, 300)}`);
    } else {
      count.answered += 1;
      if (isPoisonable && verdict.by !== poisoner) count.byFallback += 1;
    }
  };
  const callers = Array.from({ length: callersAtOnce }, async () => {
    const caller = new RawCaller(port, (bytes) =>
      findings.push(`a caller got bytes that nobody asked for: ${bytes.slice(0, 200)}`),
    );
    while (next < turns) {
      const index = next;
      next += 1;
      if (index % turnsOfOneConfig === turnsOfOneConfig - 1) {
        gateway.gateway.load(isolationConfig(models, 1 + Math.ceil(index / turnsOfOneConfig)));
      }
      await carry(caller, index);
    }
    caller.close();
  });
  await Promise.all(callers);
  for (const record of gateway.records) judgeRecord(record, turnOf.get(record.requestId));
  if (gateway.records.length > turns)
    findings.push(`${gateway.records.length} turns were recorded`);
  const poisons = upstreams[0]?.used ?? new Map<string, number>();
  return { turns, ...count, failedElsewhere, findings, poisons };
}

/** Who gave an answer, and what of it is not as that model gave it. `by`: nobody, where it is none. */
function judge(
  answer: RawAnswer,
  turn: string,
  stream: boolean,
  models: readonly string[],
): { by: string | null; finding: string | null } {
  const nothing = { by: null, finding: null };
  if (answer.status !== 200) return nothing;
  const text = stream ? streamedText(answer.body) : wholeText(answer);
  if (text === null) return nothing;
  const isComplete = answer.whole && !answer.body.includes('data: {"error"');
  // Who poisons says what it likes, to its own callers; that nothing of others is in it was judged.
  const by = /^x-jackfield-model: (\S+)/im.exec(answer.bytes)?.[1]?.replace('byom/', '') ?? '';
  if (!models.includes(by)) return { by: null, finding: `an answer of ${by}` };
  if (by === poisoner) return { by: isComplete ? by : null, finding: null };
  const right = answerParts(by, turn).join('');
  const isRight = isComplete ? text === right : right.startsWith(text);
  return { by: isComplete ? by : null, finding: isRight ? null : `${by}’s answer changed` };
}

function streamedText(body: string): string {
  // What was cut off by its caller ends in the middle of an event.
  const events = body.split('\n\n').slice(0, -1);
  return events
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice(6)).choices?.[0]?.delta?.content ?? '')
    .join('');
}

function wholeText({ whole, body }: RawAnswer): string | null {
  return whole ? String(JSON.parse(body).choices?.[0]?.message?.content) : null;
}
