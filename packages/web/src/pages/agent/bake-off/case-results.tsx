import { useState, type ReactElement } from 'react';
import type {
  Assertion,
  BakeOffAnswer,
  BakeOffResult,
  MeasuredBakeOff,
} from '@jackfield/control-plane/rest-types';
import { useBakeOffResults, type Shown } from '../../../api/bake-offs.ts';
import { duration } from '../../../model/amounts.ts';
import { Badge } from '../../../parts/badge.tsx';
import { Button } from '../../../parts/button.tsx';
import { classNames } from '../../../parts/class-names.ts';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { SelectField } from '../../../parts/select-field.tsx';
import { SkeletonRows } from '../../../parts/skeleton.tsx';
import { assertionWords } from './assertion-words.ts';
import { lastSaid } from './last-said.ts';
import { WordDifferences } from './word-differences.tsx';

const shows: readonly { readonly value: Shown; readonly label: string }[] = [
  { value: 'all', label: 'All cases' },
  { value: 'not_passed', label: 'Where something did not pass' },
  { value: 'differing', label: 'Where an answer differs' },
];

/** Every answer beside that of the model in use, with the words marked in which they differ. */
export function CaseResults({
  agentId,
  bakeOff,
}: {
  agentId: string;
  bakeOff: MeasuredBakeOff;
}): ReactElement {
  const [show, setShow] = useState<Shown>('all');
  const results = useBakeOffResults(agentId, bakeOff.id, show, bakeOff.finished);
  const names = new Map(bakeOff.candidates.map(({ model, name }) => [model, name]));
  const items = results.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-labelledby="cases">
      <div className="mb-3 flex flex-wrap items-end justify-between gap-3">
        <h2 id="cases" className="text-lg font-semibold">
          Case by case
        </h2>
        <SelectField bare label="Shown" value={show} onValue={setShow} choices={shows} />
      </div>
      {results.error && !results.data ? (
        <ProblemNotice error={results.error} onRetry={() => void results.refetch()} />
      ) : !results.data ? (
        <SkeletonRows count={3} what="answers" />
      ) : items.length === 0 ? (
        <p className="text-muted">No case is so.</p>
      ) : (
        <ol className="space-y-4">
          {items.map((result) => (
            <CaseItem
              key={result.position}
              result={result}
              baseline={bakeOff.baseline}
              names={names}
            />
          ))}
        </ol>
      )}
      {results.hasNextPage && (
        <Button
          className="mt-4"
          busy={results.isFetchingNextPage}
          onClick={() => void results.fetchNextPage()}
        >
          Show more cases
        </Button>
      )}
    </section>
  );
}

function CaseItem({
  result: { position, case: content, answers },
  baseline,
  names,
}: {
  result: BakeOffResult;
  baseline: string | null;
  names: ReadonlyMap<string, string>;
}): ReactElement {
  const base = answers.find(({ model }) => model === baseline);
  const before = content.messages.length - 1;
  return (
    <li className="card p-4">
      <h3 className="flex flex-wrap items-baseline gap-x-2 font-medium">
        <span className="figures text-muted">{position}.</span>
        <span className="min-w-0 break-words">{content.name ?? lastSaid(content.messages)}</span>
      </h3>
      <p className="mt-0.5 text-sm break-words text-muted">
        {content.name !== undefined && lastSaid(content.messages)}
        {before > 0 && ` (${before} ${before === 1 ? 'message' : 'messages'} before it)`}
        {content.ideal !== undefined && <span className="block">Ideal: {content.ideal}</span>}
      </p>
      {answers.length === 0 ? (
        <p className="mt-3 text-muted">Not asked yet.</p>
      ) : (
        <div className="mt-3 grid gap-3 md:grid-cols-2 xl:grid-cols-3">
          {answers.map((answer) => (
            <Answer
              key={answer.model}
              answer={answer}
              base={base ?? null}
              wanted={content.assertions ?? []}
              name={names.get(answer.model) ?? answer.model}
            />
          ))}
        </div>
      )}
    </li>
  );
}

function Answer({
  answer,
  base,
  wanted,
  name,
}: {
  answer: BakeOffAnswer;
  base: BakeOffAnswer | null;
  wanted: readonly Assertion[];
  name: string;
}): ReactElement {
  const { outcome, passed, text, toolCalls, assertions } = answer;
  const isCompared = base !== null && base !== answer && base.outcome === 'answered';
  return (
    <div className="min-w-0 rounded-md border border-line p-3">
      <div className="flex flex-wrap items-baseline gap-2">
        <h4 className="font-medium">{name}</h4>
        {passed !== null && (
          <Badge tone={passed ? 'good' : 'bad'}>{passed ? 'Passed' : 'Not passed'}</Badge>
        )}
        {outcome === 'failed' && <Badge tone="bad">No answer</Badge>}
        <span className="figures ml-auto text-xs text-muted">{duration(answer.durationMs)}</span>
      </div>
      {outcome === 'failed' ? (
        <p className="mt-2 text-bad-ink">{answer.errorMessage}</p>
      ) : (
        <p className="mt-2 max-h-72 overflow-y-auto break-words whitespace-pre-wrap">
          {isCompared ? <WordDifferences before={base.text} after={text} /> : text}
          {text === '' && toolCalls.length === 0 && (
            <span className="text-muted">It said nothing.</span>
          )}
        </p>
      )}
      {toolCalls.map(numbered).map((call) => (
        <p key={call.number} className="mt-2 text-sm break-words">
          Calls <span className="font-medium">{call.name}</span>{' '}
          <code className="font-mono text-xs">{call.arguments}</code>
        </p>
      ))}
      {wanted.length > 0 && (
        <ul className="mt-2 space-y-1 border-t border-line pt-2 text-sm">
          {wanted.map(numbered).map((assertion) => (
            <Judged
              key={assertion.number}
              words={assertionWords(assertion)}
              result={assertions[assertion.number]}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

/** What one assertion came to. */
function Judged({
  words,
  result,
}: {
  words: string;
  result: BakeOffAnswer['assertions'][number] | undefined;
}): ReactElement {
  const { passed = null, reason = '', score = null } = result ?? {};
  return (
    <li className={classNames('break-words', passed === false ? 'text-bad-ink' : 'text-muted')}>
      {passed === null ? '? ' : passed ? '✓ ' : '✗ '}
      {words}
      {score !== null && ` (${score})`}
      {reason !== '' && `: ${reason}`}
    </li>
  );
}

/** They never change their places. */
function numbered<Part extends object>(part: Part, number: number): Part & { number: number } {
  return { ...part, number };
}
