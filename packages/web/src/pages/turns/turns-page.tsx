import type { ReactElement } from 'react';
import { Page } from '../../parts/page.tsx';
import { TurnList } from './turn-list.tsx';

/** The turns of every agent that one may see. */
export function TurnsPage(): ReactElement {
  return (
    <Page
      title="Turns"
      lead="What each turn did: which model answered, how fast, and at what cost."
    >
      <TurnList />
    </Page>
  );
}
