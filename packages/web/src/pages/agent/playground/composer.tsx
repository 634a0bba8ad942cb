import { ArrowUp, Square } from 'lucide-react';
import { useState, type ReactElement } from 'react';

interface ComposerProps {
  readonly busy: boolean;
  /** Whoever may not send says so beside it. */
  readonly disabled: boolean;
  readonly onSend: (question: string) => void;
  readonly onStop: () => void;
}

export function Composer({ busy, disabled, onSend, onStop }: ComposerProps): ReactElement {
  const [text, setText] = useState('');
  const send = (): void => {
    if (busy || disabled || text.trim() === '') return;
    onSend(text.trim());
    setText('');
  };
  return (
    <form
      className="card flex items-end gap-2 p-2 shadow-float focus-within:border-brass"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        aria-label="Message"
        placeholder="Message"
        disabled={disabled}
        aria-describedby="composer-words"
        rows={1}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          send();
        }}
        className="field-sizing-content max-h-48 min-h-9 flex-1 resize-none bg-transparent px-2.5 py-1.5 text-lg outline-none placeholder:text-faint"
      />
      {busy ? (
        // A key each: one that turned into the other under the pointer would send what is typed by then.
        <button
          key="stop"
          type="button"
          aria-label="Stop"
          onClick={onStop}
          className="flex size-9 items-center justify-center rounded-md border border-line bg-surface hover:bg-hover"
        >
          <Square aria-hidden size={13} fill="currentColor" />
        </button>
      ) : (
        <button
          key="send"
          type="submit"
          aria-label="Send"
          aria-disabled={disabled || text.trim() === ''}
          className="flex size-9 items-center justify-center rounded-md bg-plug text-on-plug hover:bg-plug-strong aria-disabled:bg-sunken aria-disabled:text-faint"
        >
          <ArrowUp aria-hidden size={17} />
        </button>
      )}
    </form>
  );
}
