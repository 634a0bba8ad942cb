import { useId, useState, type ReactElement } from 'react';
import type { CalledTool } from '../../../model/chat-message.ts';
import { Button } from '../../../parts/button.tsx';
import { CodeBlock } from '../../../parts/code-block.tsx';

interface ToolCallsProps {
  readonly calls: readonly CalledTool[];
  readonly obstacle: string | null;
  readonly onResults: ((results: readonly string[]) => void) | null;
}

/** What the model would have a program do, and a place to answer in the program's stead. */
export function ToolCalls({ calls, obstacle, onResults }: ToolCallsProps): ReactElement {
  const [results, setResults] = useState<readonly string[]>([]);
  const id = useId();
  const given = calls.map((_, index) => results[index] ?? '');
  return (
    <form
      aria-label="Tool calls"
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (obstacle === null) onResults?.(given);
      }}
    >
      {calls.map((call, index) => (
        <div key={`${call.id} ${call.function.name}`} className="card overflow-hidden">
          <p className="border-b border-line px-3 py-2 text-sm">
            Calls <code className="font-mono font-medium">{call.function.name}</code>
          </p>
          <CodeBlock
            label={`Arguments of ${call.function.name}`}
            text={pretty(call.function.arguments)}
            className="max-h-60 p-3 text-sm"
          />
          {onResults && (
            <div className="border-t border-line p-3">
              <label htmlFor={`${id}-${index}`} className="mb-1.5 block text-sm font-medium">
                Result of {call.function.name}
              </label>
              <textarea
                id={`${id}-${index}`}
                rows={2}
                value={given[index]}
                placeholder="What your program would answer: text or JSON"
                onChange={(event) => setResults(given.with(index, event.target.value))}
                className="control field-sizing-content max-h-60 resize-y font-mono text-sm"
              />
            </div>
          )}
        </div>
      ))}
      {onResults && (
        <Button type="submit" kind="primary" small obstacle={obstacle}>
          {calls.length === 1 ? 'Send the result' : 'Send the results'}
        </Button>
      )}
    </form>
  );
}

/** Arguments are JSON when they are whole, and shown as they come until then. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
