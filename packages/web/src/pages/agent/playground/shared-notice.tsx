import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState, type ReactElement } from 'react';
import { fromFragment, type SharedConversation } from '../../../model/shared-conversation.ts';
import { Button } from '../../../parts/button.tsx';
import { Notice } from '../../../parts/notice.tsx';

interface SharedNoticeProps {
  readonly nameOf: (model: string) => string;
  readonly onOpen: (shared: SharedConversation) => void;
}

/** Where the page was opened by a link that holds a conversation: asks before it is even shown. */
export function SharedNotice({ nameOf, onOpen }: SharedNoticeProps): ReactElement | null {
  const { hash } = useLocation();
  const navigate = useNavigate();
  const fragment = /^c=(.*)$/.exec(hash)?.[1] ?? null;
  const [read, setRead] = useState<{ of: string; shared: SharedConversation | null } | null>(null);
  useEffect(() => {
    if (fragment === null) return undefined;
    let current = true;
    void fromFragment(fragment).then((shared) => current && setRead({ of: fragment, shared }));
    return () => {
      current = false;
    };
  }, [fragment]);
  if (fragment === null || read?.of !== fragment) return null;
  const dismiss = (): void => void navigate({ to: '.', hash: '', replace: true });
  const { shared } = read;
  if (shared === null) {
    return (
      <Notice tone="bad" title="This link can’t be read">
        It was cut on its way, or made by something else. Ask for it again.
        <Buttons onDismiss={dismiss} />
      </Notice>
    );
  }
  const { messages, setting } = shared;
  return (
    <Notice tone="warn" title="Somebody shared a conversation with you">
      It holds {messages.length === 1 ? 'one message' : `${messages.length} messages`}
      {setting && ` and an unsaved setting with ${nameOf(setting.model)}`}
      {shared.tools !== '' && ', and tools'}. Nothing was sent, and nothing is until you send it.
      <Buttons
        onDismiss={dismiss}
        onOpen={() => {
          onOpen(shared);
          dismiss();
        }}
      />
    </Notice>
  );
}

function Buttons({
  onOpen,
  onDismiss,
}: {
  onOpen?: () => void;
  onDismiss: () => void;
}): ReactElement {
  return (
    <div className="mt-2 flex gap-2">
      {onOpen && (
        <Button small kind="primary" onClick={onOpen}>
          Open it
        </Button>
      )}
      <Button small onClick={onDismiss}>
        Dismiss
      </Button>
    </div>
  );
}
