import { Tabs } from '@base-ui/react/tabs';
import type { ReactElement } from 'react';
import { callTexts, keyPlaceholder } from '../../../model/call-texts.ts';
import { CodeBlock } from '../../../parts/code-block.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';

/** What to paste into a program; holds the key only while it is shown beside it. */
export function Snippets({
  slug,
  agentKey,
  onCopied,
}: {
  slug: string;
  agentKey: string | null;
  onCopied: () => void;
}): ReactElement {
  const texts = callTexts(location.origin, agentKey ?? keyPlaceholder, {
    model: slug,
    stream: true,
    messages: [{ role: 'user', content: 'Hello' }],
  });
  return (
    <section aria-label="Call this agent" className="card min-w-0 overflow-hidden">
      <Tabs.Root defaultValue={texts[0]?.name}>
        <div className="flex items-center gap-2 border-b border-line px-3">
          <h2 className="px-2 font-semibold">Call it</h2>
          <Tabs.List className="ml-auto flex">
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
        </div>
        {texts.map(({ name, text }) => (
          <Tabs.Panel key={name} value={name} tabIndex={-1}>
            <CodeBlock
              label={`${name} snippet`}
              text={text}
              className="p-4 text-sm leading-relaxed"
            />
            <div className="flex justify-end border-t border-line bg-sunken px-3 py-2">
              <CopyButton text={text} what={`${name} snippet`} onCopied={onCopied} />
            </div>
          </Tabs.Panel>
        ))}
      </Tabs.Root>
      <p className="border-t border-line px-5 py-3 text-sm text-muted">
        {agentKey === null
          ? 'Put a key in place of jf_agent_…: a new one is filled in here while it is shown.'
          : 'Your new key is filled in. Keep it out of source control.'}{' '}
        The key decides the agent; <code className="font-mono">model</code> may stay “default”.
      </p>
    </section>
  );
}
