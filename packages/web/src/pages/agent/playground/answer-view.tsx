import type { ReactElement } from 'react';
import { duration } from '../../../model/amounts.ts';
import { Button } from '../../../parts/button.tsx';
import { CopyableId } from '../../../parts/copy-button.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import type { Exchange } from './use-conversation.ts';

interface AnswerViewProps {
  readonly exchange: Exchange;
  readonly nameOf: (model: string) => string;
  readonly onRetry: () => void;
}

/** One answer as it comes, then what it took. */
export function AnswerView({ exchange, nameOf, onRetry }: AnswerViewProps): ReactElement {
  const { answer, state } = exchange;
  const { failure } = answer;
  const facts = [
    answer.model && nameOf(answer.model),
    answer.revision && `revision ${answer.revision}`,
    answer.firstTokenMs !== null && `first token ${duration(answer.firstTokenMs)}`,
    answer.totalMs !== null && `in all ${duration(answer.totalMs)}`,
    state === 'stopped' && 'stopped by you',
    answer.finishReason === 'length' && 'cut off at the longest answer allowed',
  ].filter(Boolean);
  return (
    <article aria-label="Answer" aria-busy={state === 'answering'} className="max-w-[95%]">
      {answer.text !== '' && (
        <p className="text-lg leading-relaxed break-words whitespace-pre-wrap">{answer.text}</p>
      )}
      {state === 'answering' && answer.text === '' && (
        <p role="status" className="flex items-center gap-2 text-muted">
          <span aria-hidden className="size-2 animate-pulse rounded-full bg-brass-bright" />
          Waiting for the first token
        </p>
      )}
      {failure && (
        <div
          role="alert"
          className="mt-2 rounded-lg border border-bad/40 bg-bad-soft p-3 text-bad-ink"
        >
          <p className="flex items-center gap-2 font-medium">
            <Lamp kind="red" />
            The turn failed: <code className="font-mono text-sm">{failure.code}</code>
          </p>
          <p className="mt-1 text-sm break-words">{failure.message}</p>
          <div className="mt-2">
            <Button small onClick={onRetry}>
              Send it again
            </Button>
          </div>
        </div>
      )}
      {state !== 'answering' && (
        <p
          role="status"
          className="figures mt-2 flex flex-wrap items-center gap-x-1.5 text-sm text-muted"
        >
          {facts.join(' · ')}
          {answer.requestId !== null && (
            <>
              <span aria-hidden>·</span> <CopyableId id={answer.requestId} what="request id" />
            </>
          )}
        </p>
      )}
    </article>
  );
}
