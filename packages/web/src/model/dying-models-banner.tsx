import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useDyingModels } from '../api/dying-models.ts';
import { Notice } from '../parts/notice.tsx';
import { day } from '../parts/when.tsx';
import { endWords } from './end-words.ts';

/** Tells, of all agents or of one, that a model its setting names ends or has ended; else nothing. */
export function DyingModelsBanner({ agentId }: { agentId?: string }): ReactElement | null {
  const all = useDyingModels().data ?? [];
  const items = agentId === undefined ? all : all.filter((item) => item.agentId === agentId);
  const [first] = items;
  if (first === undefined) return null;
  const agents = new Set(items.map((item) => item.agentId)).size;
  const { modelName, lifecycle } = first;
  const when = lifecycle.shutDownOn === null ? '' : ` (${day(lifecycle.shutDownOn)})`;
  const end = `${modelName}: ${endWords(first).toLowerCase()}${when}`;
  return (
    <Notice
      tone={items.some((item) => item.lifecycle.status === 'shut_down') ? 'bad' : 'warn'}
      title={
        agentId !== undefined
          ? end
          : agents === 1
            ? `One agent names a model that ends. ${end}`
            : `${agents} agents name models that end. The first, ${end}`
      }
    >
      <Link to="/models/lifecycle" className="underline underline-offset-2">
        {lifecycle.successor === null ? 'See Lifecycle' : 'Move to the successor on Lifecycle'}
      </Link>
    </Notice>
  );
}
