import { Tabs } from '@base-ui/react/tabs';
import type { ReactElement } from 'react';
import type { NewPlaygroundTurns } from '@jackfield/control-plane/rest-types';
import type { Answer } from '../../../model/answer.ts';
import { callTexts, keyPlaceholder } from '../../../model/call-texts.ts';
import { withoutCredentials } from '../../../model/without-credentials.ts';
import { CodeBlock } from '../../../parts/code-block.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { SidePanel } from '../../../parts/side-panel.tsx';

interface RawPanelProps {
  readonly slug: string;
  readonly request: NewPlaygroundTurns['request'];
  readonly answer: Answer;
  readonly onClose: () => void;
}

/** What a program would send and get for the same turn, and how it would write that. */
export function RawPanel({ slug, request, answer, onClose }: RawPanelProps): ReactElement {
  const called = { model: slug, ...request };
  const texts = [
    { name: 'Request', text: requestText(called) },
    { name: 'Response', text: responseText(answer) },
    ...callTexts(location.origin, keyPlaceholder, called),
  ].map(({ name, text }) => ({ name, text: withoutCredentials(text) }));
  return (
    <SidePanel
      open
      onClose={onClose}
      title="Raw and code"
      lead={
        <>
          What a program sends and gets. Put an agent key in place of{' '}
          <code className="font-mono">{keyPlaceholder}</code>; what looks like a key is not shown.
        </>
      }
    >
      <Tabs.Root defaultValue="Request" className="card overflow-hidden">
        <Tabs.List className="flex overflow-x-auto border-b border-line px-1">
          {texts.map(({ name }) => (
            <Tabs.Tab
              key={name}
              value={name}
              className="border-b-2 border-transparent px-3 py-3 text-sm font-medium text-muted -outline-offset-4 hover:text-ink data-active:border-brass data-active:text-ink"
            >
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {texts.map(({ name, text }) => (
          <Tabs.Panel key={name} value={name} tabIndex={-1}>
            <CodeBlock
              label={`${name} text`}
              text={text}
              className="max-h-[70dvh] p-4 text-sm leading-relaxed"
            />
            <div className="flex justify-end border-t border-line bg-sunken px-3 py-2">
              <CopyButton text={text} what={name} />
            </div>
          </Tabs.Panel>
        ))}
      </Tabs.Root>
    </SidePanel>
  );
}

function requestText(request: object): string {
  return `POST ${location.origin}/v1/chat/completions
authorization: Bearer ${keyPlaceholder}
content-type: application/json

${JSON.stringify(request, null, 2)}`;
}

function responseText({ head, raw }: Answer): string {
  if (head === null) return 'Nothing came.';
  const headers = Object.entries(head.headers).map(([name, value]) => `${name}: ${value}`);
  return `${head.status}\n${headers.join('\n')}\n\n${raw}`;
}
