import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { Answer } from '../../../model/answer.ts';
import { buttonLook } from '../../../parts/button.tsx';
import { CodeBlock } from '../../../parts/code-block.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import type { Comparison } from './use-comparison.ts';

/** What each model says in the round that runs, or said in the last one, side by side. */
export function ComparedAnswers({
  comparison,
  nameOf,
}: {
  comparison: Comparison;
  nameOf: (model: string) => string;
}): ReactElement {
  const { models, answers, rounds, state } = comparison;
  return (
    <ul className="grid grid-cols-[repeat(auto-fit,minmax(min(18rem,100%),1fr))] gap-4">
      {models.map((model, at) => {
        const said = answers[at] ?? [];
        const answer = said.at(-1);
        return (
          <li key={model}>
            <article aria-label={nameOf(model)} className="card flex h-full flex-col">
              <h3 className="border-b border-line px-4 py-2.5 font-medium">
                {nameOf(model)}
                {rounds > 1 && (
                  <span className="ml-2 text-sm font-normal text-muted">round {said.length}</span>
                )}
              </h3>
              <div className="flex-1 space-y-3 px-4 py-3">
                {answer && <Said answer={answer} running={state === 'running'} />}
              </div>
            </article>
          </li>
        );
      })}
    </ul>
  );
}

function Said({ answer, running }: { answer: Answer; running: boolean }): ReactElement {
  const { text, toolCalls, failure, record, over } = answer;
  const isSilent = text === '' && toolCalls.length === 0 && failure === null;
  return (
    <>
      {text !== '' && (
        <p className="max-h-96 overflow-y-auto break-words whitespace-pre-wrap">{text}</p>
      )}
      {toolCalls.map((call) => (
        <div key={call.id}>
          <p className="text-sm">
            Calls <code className="font-mono">{call.function.name}</code>
          </p>
          <CodeBlock
            label={`Arguments of ${call.function.name}`}
            text={call.function.arguments}
            className="rounded-md p-2 text-sm"
          />
        </div>
      ))}
      {isSilent && (
        <p className="text-muted">
          {over
            ? 'It said nothing.'
            : running
              ? 'Waiting for the first token'
              : 'Stopped before it spoke.'}
        </p>
      )}
      {failure && (
        <div role="alert" className="text-bad-ink">
          <p className="flex items-center gap-2 font-medium">
            <Lamp kind="red" />
            Failed: <code className="font-mono text-sm">{failure.code}</code>
          </p>
          <p className="mt-1 text-sm break-words">{failure.message}</p>
        </div>
      )}
      {record && (
        <Link
          to="/turns/$requestId"
          params={{ requestId: record.requestId }}
          className={`${buttonLook('quiet', true)} -ml-2`}
        >
          Open the turn
        </Link>
      )}
    </>
  );
}
