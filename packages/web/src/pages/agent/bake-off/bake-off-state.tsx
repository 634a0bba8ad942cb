import type { ReactElement } from 'react';
import type { BakeOff } from '@jackfield/control-plane/rest-types';
import { Badge, type Tone } from '../../../parts/badge.tsx';

const states: Record<BakeOff['state'], { readonly tone: Tone; readonly label: string }> = {
  queued: { tone: 'plain', label: 'Waiting' },
  running: { tone: 'brass', label: 'Running' },
  cancelled: { tone: 'warn', label: 'Cancelled' },
  done: { tone: 'good', label: 'Done' },
  failed: { tone: 'bad', label: 'Failed' },
};

export function BakeOffState({ state }: { state: BakeOff['state'] }): ReactElement {
  const { tone, label } = states[state];
  return <Badge tone={tone}>{label}</Badge>;
}
