import { createHash } from 'node:crypto';
import { setImmediate as afterOthers } from 'node:timers/promises';
import { diffWordsWithSpace } from 'diff';
import { html, raw } from 'hono/html';
import type {
  BakeOffAnswer,
  BakeOffResult,
  CandidateSummary,
  MeasuredBakeOff,
} from '../../schemas/bake-off.ts';
import type { Assertion } from '../../schemas/test-set.ts';
import type { AgentRow, BakeOffRow, Database } from '../../store/tables.ts';
import { allResults } from './report-json.ts';
import { measuredBakeOff } from './to-bake-off.ts';

type Html = ReturnType<typeof html>;

/** Answers that differ in more words than this are simply different. */
const editsMax = 400;
const diffCharactersMax = 10_000;

const style = `:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
body{max-width:72rem;margin:0 auto;padding:1.5rem}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}
th,td{padding:.35rem .75rem;text-align:right;border-bottom:1px solid #8884;white-space:nowrap}
th:first-child,td:first-child{text-align:left}
.verdict{font-size:1.15rem;max-width:48rem}
.case{border-top:1px solid #8886;padding:1rem 0}
.answers{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:1rem}
.answer{border:1px solid #8884;border-radius:6px;padding:.75rem}
.said{white-space:pre-wrap;overflow-wrap:anywhere}
h3,h4{margin:.25rem 0}
ins{background:#2a94;text-decoration:none;border-bottom:2px solid #2a9}
del{background:#c443;color:inherit}
.meta{color:#777;font-size:.85rem}
ul{margin:.5rem 0;padding-left:1.25rem}
@media print{.answer{break-inside:avoid}}`;

/** Nothing runs, and nothing is fetched: what models said is text whatever it looks like. */
export const reportPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox`;

/** The report as one file that needs no script and no other file, piece by piece. */
export async function* reportHtml(
  db: Database,
  agent: AgentRow,
  row: BakeOffRow,
): AsyncGenerator<string, undefined> {
  const bakeOff = await measuredBakeOff(db, row);
  const names = new Map(bakeOff.candidates.map(({ model, name }) => [model, name]));
  yield String(await head(agent, bakeOff));
  for await (const results of allResults(db, row)) {
    for (const result of results) {
      yield String(await caseHtml(result, bakeOff.baseline, names));
      // Finding differences takes time, which turns need too.
      await afterOthers();
    }
  }
  yield '</main></body></html>\n';
}

function head(agent: AgentRow, bakeOff: MeasuredBakeOff): Html {
  const title = `${agent.name}: ${bakeOff.testSet.name}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta
          http-equiv="content-security-policy"
          content="${reportPolicy.replace(/; (?:frame-ancestors 'none'|sandbox)/g, '')}"
        />
        <title>${title}</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p class="verdict">${bakeOff.verdict || 'There is no result yet.'}</p>
          <p class="meta">
            ${bakeOff.finished} of ${bakeOff.total} turns, ${bakeOff.state}; started
            ${bakeOff.createdAt} by ${bakeOff.createdBy}, with the parameters of revision
            ${bakeOff.revision}${bakeOff.judge === null ? '' : `; judged by ${bakeOff.judge}`}.
          </p>
          <div class="scroll">
            <table>
              <caption hidden>
                What each model comes to
              </caption>
              <thead>
                <tr>
                  <th scope="col">Model</th>
                  <th scope="col">Passed</th>
                  <th scope="col">Not answered</th>
                  <th scope="col">First token p50</th>
                  <th scope="col">p95</th>
                  <th scope="col">Whole answer p50</th>
                  <th scope="col">p95</th>
                  <th scope="col">Per 1,000 turns</th>
                  <th scope="col">Differ</th>
                </tr>
              </thead>
              <tbody>
                ${bakeOff.summary.map((one) => summaryRow(one, bakeOff.baseline))}
              </tbody>
            </table>
          </div>
          <h2>Case by case</h2>
        </main>
      </body>
    </html>`;
}

function summaryRow(one: CandidateSummary, baseline: string | null): Html {
  const { firstTokenMs, durationMs, costPerThousandUsd: cost } = one;
  return html`<tr>
    <th scope="row">${one.name}${one.model === baseline ? ' (in use)' : ''}</th>
    <td>${one.asserted === 0 ? '–' : `${one.passed} of ${one.asserted}`}</td>
    <td>${one.failed}</td>
    <td>${ms(firstTokenMs.p50)}</td>
    <td>${ms(firstTokenMs.p95)}</td>
    <td>${ms(durationMs.p50)}</td>
    <td>${ms(durationMs.p95)}</td>
    <td>${cost === null ? 'not known' : `$${cost.toFixed(2)}`}</td>
    <td>${one.model === baseline || baseline === null ? '–' : one.differing}</td>
  </tr>`;
}

function caseHtml(
  { position, case: content, answers }: BakeOffResult,
  baseline: string | null,
  names: ReadonlyMap<string, string>,
): Html {
  const base = answers.find(({ model }) => model === baseline);
  return html`<section class="case">
    <h3>${position}${content.name === undefined ? '' : `. ${content.name}`}</h3>
    <p class="said">${asked(content.messages)}</p>
    ${content.ideal === undefined ? '' : html`<p class="meta">Ideal: <span class="said">${content.ideal}</span></p>`}
    <div class="answers">
      ${answers.map((answer) => answerHtml(answer, content.assertions ?? [], base, names.get(answer.model) ?? answer.model))}
    </div>
  </section>`;
}

function answerHtml(
  answer: BakeOffAnswer,
  asserted: readonly Assertion[],
  base: BakeOffAnswer | undefined,
  name: string,
): Html {
  const { outcome, passed, assertions, toolCalls } = answer;
  const verdict = passed === null ? '' : passed ? '✓ passed' : '✗ not passed';
  return html`<div class="answer">
    <h4>${name}</h4>
    <p class="meta">
      ${verdict} ${ms(answer.firstTokenMs)} to the first token, ${ms(answer.durationMs)} in all
    </p>
    <p class="said">
      ${outcome === 'failed' ? html`<strong>No answer.</strong> ${answer.errorMessage}` : marked(answer, base)}
    </p>
    ${
      toolCalls.length === 0
        ? ''
        : html`<ul>
            ${toolCalls.map((call) => html`<li>${call.name} <code class="said">${call.arguments}</code></li>`)}
          </ul>`
    }${
      assertions.length === 0
        ? ''
        : html`<ul>
            ${assertions.map(({ kind, passed: held, reason, score }, place) => html`<li>${held === null ? '?' : held ? '✓' : '✗'} ${assertionWords(asserted[place]) ?? kind}${score === null ? '' : ` (${score})`} ${reason}</li>`)}
          </ul>`
    }
  </div>`;
}

function assertionWords(assertion: Assertion | undefined): string | undefined {
  switch (assertion?.kind) {
    case 'contains':
      return `says “${assertion.text}”`;
    case 'not_contains':
      return `does not say “${assertion.text}”`;
    case 'regex':
      return `matches ${assertion.pattern}`;
    case 'json_schema':
      return 'is JSON of its schema';
    case 'tool_called':
      return `calls ${assertion.name}`;
    case 'judge':
      return `judged by: ${assertion.rubric}`;
    case undefined:
      return undefined;
  }
}

/** With what the baseline did not say marked as put in, and what it did say beyond it as taken out. */
function marked(answer: BakeOffAnswer, base: BakeOffAnswer | undefined): Html | string {
  const { text } = answer;
  const isLong = text.length + (base?.text.length ?? 0) > diffCharactersMax;
  if (base === undefined || base === answer || base.outcome === 'failed' || isLong) return text;
  const parts = diffWordsWithSpace(base.text, text, { maxEditLength: editsMax });
  if (parts === undefined) return text;
  return html`${parts.map(({ value, added, removed }) => (added ? html`<ins>${value}</ins>` : removed ? html`<del>${value}</del>` : value))}`;
}

/** What the caller said last, and how much came before it. */
function asked(messages: BakeOffResult['case']['messages']): string {
  const last = messages.findLast(({ role }) => role === 'user') ?? messages.at(-1);
  const before = messages.length - 1;
  const said = last?.['content'];
  const text = typeof said === 'string' ? said : JSON.stringify(said ?? null);
  return before === 0 ? text : `${text}\n(${before} more ${before === 1 ? 'message' : 'messages'})`;
}

function ms(value: number | null): string {
  return value === null ? '–' : `${Math.round(value)} ms`;
}
