import { Link } from '@tanstack/react-router';
import { useState, type ReactElement, type ReactNode } from 'react';
import { Button, buttonLook } from '../../../parts/button.tsx';
import { CopyableId } from '../../../parts/copy-button.tsx';
import { Lamp } from '../../../parts/lamp.tsx';
import { answerFacts } from './answer-facts.ts';
import { RawPanel } from './raw-panel.tsx';
import { ToolCalls } from './tool-calls.tsx';
import type { Exchange } from './use-conversation.ts';

interface AnswerViewProps {
  readonly exchange: Exchange;
  readonly slug: string;
  readonly nameOf: (model: string) => string;
  /** Why nothing may be sent now; `null` when it may. */
  readonly obstacle: string | null;
  readonly onRetry: () => void;
  /** Goes on with what the tools answered; `null` where the conversation has gone on already. */
  readonly onResults: ((results: readonly string[]) => void) | null;
}

/** One answer as it comes, then what it took. */
export function AnswerView({
  exchange,
  slug,
  nameOf,
  obstacle,
  onRetry,
  onResults,
}: AnswerViewProps): ReactElement {
  const { answer, state, request } = exchange;
  const { failure, toolCalls } = answer;
  const isSilent = answer.text === '' && toolCalls.length === 0;
  return (
    <article
      aria-label="Answer"
      aria-busy={state === 'answering'}
      className="max-w-[95%] space-y-2"
    >
      {answer.text !== '' && (
        <p className="text-lg leading-relaxed break-words whitespace-pre-wrap">{answer.text}</p>
      )}
      {toolCalls.length > 0 && (
        <ToolCalls
          calls={toolCalls}
          obstacle={obstacle}
          onResults={state === 'answering' ? null : onResults}
        />
      )}
      {state === 'answering' && isSilent && failure === null && (
        <p role="status" className="flex items-center gap-2 text-muted">
          <span aria-hidden className="size-2 animate-pulse rounded-full bg-brass-bright" />
          Waiting for the first token
        </p>
      )}
      {failure && (
        <div role="alert" className="rounded-lg border border-bad/40 bg-bad-soft p-3 text-bad-ink">
          <p className="flex items-center gap-2 font-medium">
            <Lamp kind="red" />
            The turn failed: <code className="font-mono text-sm">{failure.code}</code>
          </p>
          <p className="mt-1 text-sm break-words">{failure.message}</p>
          {state !== 'answering' && (
            <div className="mt-2">
              <Button small obstacle={obstacle} onClick={onRetry}>
                Send it again
              </Button>
            </div>
          )}
        </div>
      )}
      {state !== 'answering' && request !== null && (
        <Facts exchange={exchange} request={request} slug={slug} nameOf={nameOf}>
          {failure === null && (
            <Button small kind="quiet" obstacle={obstacle} onClick={onRetry}>
              Run again
            </Button>
          )}
        </Facts>
      )}
    </article>
  );
}

interface FactsProps {
  readonly exchange: Exchange;
  readonly request: NonNullable<Exchange['request']>;
  readonly slug: string;
  readonly nameOf: (model: string) => string;
  readonly children: ReactNode;
}

function Facts({ exchange, request, slug, nameOf, children }: FactsProps): ReactElement {
  const { answer, state } = exchange;
  const [raw, setRaw] = useState(false);
  const facts = answerFacts(answer, nameOf);
  const words = state === 'stopped' ? [...facts, 'stopped by you'] : facts;
  const requestId = answer.record?.requestId ?? answer.head?.headers['x-request-id'] ?? null;
  // What was refused before it became a turn has no page.
  const hasPage = answer.record !== null || state === 'stopped';
  return (
    <div className="space-y-1 text-sm text-muted">
      <p role="status" className="figures">
        {words.join(' · ')}
      </p>
      <div className="-mx-2 flex flex-wrap items-center gap-x-1">
        <Button small kind="quiet" onClick={() => setRaw(true)}>
          Raw and code
        </Button>
        {children}
        {requestId !== null && (
          <>
            {hasPage && (
              <Link
                to="/turns/$requestId"
                params={{ requestId }}
                className={buttonLook('quiet', true)}
              >
                Open the turn
              </Link>
            )}
            <span className="px-2">
              <CopyableId id={requestId} what="request id" />
            </span>
          </>
        )}
      </div>
      {raw && (
        <RawPanel slug={slug} request={request} answer={answer} onClose={() => setRaw(false)} />
      )}
    </div>
  );
}
