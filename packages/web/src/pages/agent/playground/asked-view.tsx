import { useState, type ReactElement } from 'react';
import type { ChatMessage } from '../../../model/chat-message.ts';
import { Button } from '../../../parts/button.tsx';

interface AskedViewProps {
  readonly asked: readonly ChatMessage[];
  readonly obstacle: string | null;
  /** Says it differently, and goes on from here. */
  readonly onRun: (asked: readonly ChatMessage[]) => void;
}

/** What was said: a message, or what tools answered. Each can be said again otherwise. */
export function AskedView({ asked, obstacle, onRun }: AskedViewProps): ReactElement {
  const [editing, setEditing] = useState(false);
  const [texts, setTexts] = useState<readonly string[]>([]);
  const isResult = asked[0]?.role === 'tool';
  const what = isResult ? 'tool result' : 'message';
  const start = (): void => {
    setTexts(asked.map(({ content }) => content ?? ''));
    setEditing(true);
  };
  if (editing) {
    return (
      <form
        className="ml-auto w-full max-w-[85%] space-y-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (obstacle !== null || texts.every((text) => text.trim() === '')) return;
          setEditing(false);
          onRun(asked.map((message, index) => ({ ...message, content: texts[index] ?? '' })));
        }}
      >
        {texts.map((text, index) => (
          <textarea
            // oxlint-disable-next-line react/no-array-index-key -- A text is its place: it changes as it is typed.
            key={index}
            aria-label={`Edit the ${what}${texts.length > 1 ? ` ${index + 1}` : ''}`}
            autoFocus={index === 0}
            value={text}
            onChange={(event) => setTexts(texts.with(index, event.target.value))}
            onKeyDown={(event) => event.key === 'Escape' && setEditing(false)}
            className="control field-sizing-content max-h-60 min-h-16 w-full resize-y"
          />
        ))}
        <div className="flex justify-end gap-2">
          <Button small kind="quiet" onClick={() => setEditing(false)}>
            Cancel
          </Button>
          <Button small kind="primary" type="submit" obstacle={obstacle}>
            Run from here
          </Button>
        </div>
      </form>
    );
  }
  return (
    <div className="ml-auto flex w-fit max-w-[85%] flex-col items-end gap-0.5">
      {asked.map((message, index) => (
        <div
          // oxlint-disable-next-line react/no-array-index-key -- Messages that were said don't change places.
          key={index}
          className="rounded-2xl rounded-br-md bg-brass-soft px-4 py-2.5 break-words whitespace-pre-wrap"
        >
          <span className={isResult ? 'block text-xs text-muted' : 'sr-only'}>
            {isResult ? 'Tool result' : 'You: '}
          </span>
          {message.content}
        </div>
      ))}
      <Button small kind="quiet" aria-label={`Edit this ${what}`} onClick={start}>
        Edit
      </Button>
    </div>
  );
}
