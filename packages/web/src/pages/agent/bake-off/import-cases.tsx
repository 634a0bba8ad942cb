import { useState, type ReactElement } from 'react';
import { useAddCases } from '../../../api/test-sets.ts';
import { Button } from '../../../parts/button.tsx';
import { ProblemNotice } from '../../../parts/problem-notice.tsx';
import { TextAreaField } from '../../../parts/text-field.tsx';
import { notify } from '../../../parts/toasts.tsx';

const example = `{"messages":[{"role":"user","content":"When do you open?"}],"assertions":[{"kind":"contains","text":"9"}]}`;
const charactersMax = 20_000_000;

/** Cases from a file of JSON Lines, or pasted. */
export function ImportCases({
  agentId,
  testSetId,
  onDone,
}: {
  agentId: string;
  testSetId: string;
  onDone: () => void;
}): ReactElement {
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const add = useAddCases(agentId, testSetId);
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate(
          { jsonLines: text },
          {
            onSuccess: () => {
              notify('The cases are imported');
              onDone();
            },
          },
        );
      }}
    >
      <div className="flex flex-col gap-1.5">
        <label htmlFor="cases-file" className="text-sm font-medium">
          File
        </label>
        <input
          id="cases-file"
          type="file"
          accept=".jsonl,.ndjson,.json,.txt"
          className="text-sm file:mr-3 file:rounded-md file:border file:border-line file:bg-surface file:px-3 file:py-1.5 file:font-medium file:text-ink"
          onChange={({ target }) => {
            const file = target.files?.[0];
            if (file === undefined) return;
            if (file.size > charactersMax) {
              setFault('It is larger than 20 MB. Divide it into several test sets.');
              return;
            }
            setFault(null);
            file
              .text()
              .then(setText, () => setFault('The file could not be read. Choose it again.'));
          }}
        />
      </div>
      <TextAreaField
        label="Cases, a JSON object a line"
        rows={8}
        spellCheck={false}
        required
        placeholder={example}
        value={text}
        onValue={setText}
        error={fault}
        hint="As OpenAI’s fine-tuning and evals have them: messages (or input), and if you like ideal, tools and assertions."
      />
      {add.error && <ProblemNotice error={add.error} />}
      <div className="flex gap-2">
        <Button type="submit" kind="primary" busy={add.isPending}>
          Import
        </Button>
        <Button kind="quiet" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
