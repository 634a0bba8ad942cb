import { useEffect, useState, type ReactElement } from 'react';
import { count } from '../../../model/amounts.ts';
import {
  linkCharactersMax,
  toFragment,
  type SharedConversation,
} from '../../../model/shared-conversation.ts';
import { CodeBlock } from '../../../parts/code-block.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { Notice } from '../../../parts/notice.tsx';
import { SidePanel } from '../../../parts/side-panel.tsx';

interface SharePanelProps {
  readonly shared: SharedConversation;
  readonly onClose: () => void;
}

/** A link that holds the conversation itself: no server keeps it. */
export function SharePanel({ shared, onClose }: SharePanelProps): ReactElement {
  const [link, setLink] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    void toFragment(shared).then(
      (fragment) => current && setLink(`${location.origin}${location.pathname}#c=${fragment}`),
    );
    return () => {
      current = false;
    };
  }, [shared]);
  return (
    <SidePanel
      open
      onClose={onClose}
      title="Share as a link"
      lead="The link itself holds what was said, the tools and an unsaved setting. Whoever opens it needs a right to this agent, and is asked before anything is sent. What looks like a key is left out."
    >
      {link !== null &&
        (link.length > linkCharactersMax ? (
          <Notice tone="bad" title="This conversation is too long for a link">
            The link would have {count(link.length)} characters; beyond {count(linkCharactersMax)}{' '}
            chat programs and mail cut it. Run it again from an earlier message, or copy the request
            under “Raw and code” instead.
          </Notice>
        ) : (
          <div className="space-y-3">
            <CodeBlock
              label="Link"
              text={link}
              className="max-h-60 rounded-md p-3 text-sm break-all whitespace-pre-wrap"
            />
            <CopyButton text={link} what="link" />
          </div>
        ))}
    </SidePanel>
  );
}
