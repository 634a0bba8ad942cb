import type { ReactElement } from 'react';

/** A sentence in which `code` stands between backticks, and addresses are links. */
export function Prose({ text }: { text: string }): ReactElement {
  const parts = text.split(/(`[^`]+`|https:\/\/[^\s)”]+)/);
  return (
    <>
      {parts.map((part, index) => {
        // The sentence is always cut alike, so a part's place is its identity.
        const key = `${index} ${part}`;
        if (part.startsWith('`')) {
          return (
            <code key={key} className="font-mono text-[0.92em] wrap-anywhere text-ink">
              {part.slice(1, -1)}
            </code>
          );
        }
        if (!part.startsWith('https://')) return part;
        return (
          <a
            key={key}
            href={part}
            target="_blank"
            rel="noreferrer"
            className="wrap-anywhere underline decoration-edge underline-offset-2 hover:decoration-ink"
          >
            {part.replace(/^https:\/\//, '')}
            <span className="sr-only"> (opens in a new tab)</span>
          </a>
        );
      })}
    </>
  );
}
