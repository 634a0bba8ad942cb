import type { ReactElement } from 'react';
import type { ProviderCheck } from '@jackfield/control-plane/rest-types';
import { duration } from '../../model/amounts.ts';
import { CodeBlock } from '../../parts/code-block.tsx';
import { Notice } from '../../parts/notice.tsx';

/** What the provider answered when it was asked, in its own words where it refused. */
export function ProviderCheckView({ check }: { check: ProviderCheck }): ReactElement {
  return (
    <div role="status">
      <Notice tone={check.ready ? 'good' : 'bad'} title={check.message}>
        <p className="figures">
          {check.status === null ? 'No answer' : `Status ${check.status}`} after{' '}
          {duration(check.durationMs)}
          {check.url !== null && (
            <>
              {' · '}
              <span className="font-mono text-xs break-all">
                {methodOf(check.url)} {check.url}
              </span>
            </>
          )}
        </p>
        {check.words !== null && (
          <CodeBlock
            label="The provider’s own words"
            text={check.words}
            className="mt-2 max-h-48 rounded-md p-3 text-xs wrap-anywhere whitespace-pre-wrap text-ink"
          />
        )}
      </Notice>
    </div>
  );
}

/** A check reads the list of models or, where that decides nothing, asks for a turn: the address tells which. */
function methodOf(url: string): 'GET' | 'POST' {
  return /[/-]models(?:\?|$)/.test(url) ? 'GET' : 'POST';
}
