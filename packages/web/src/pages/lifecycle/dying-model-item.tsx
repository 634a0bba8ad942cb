import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { DyingModel } from '@jackfield/control-plane/rest-types';
import { useModels } from '../../api/models.ts';
import { useObstacle } from '../../api/rights.ts';
import { endTone, endWords } from '../../model/end-words.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button, buttonLook } from '../../parts/button.tsx';
import { ExternalLink } from '../../parts/external-link.tsx';
import { day } from '../../parts/when.tsx';

/** One agent, one model that ends, and what can be done about it. */
export function DyingModelItem({
  item,
  onMove,
}: {
  item: DyingModel;
  onMove: () => void;
}): ReactElement {
  const { agentId, agentName, projectId, modelName, fallback, lifecycle } = item;
  const models = useModels();
  const obstacle = useObstacle('editor', projectId);
  const { successor, shutDownOn, source, readOn } = lifecycle;
  const offered = models.data?.find((model) => model.id === successor?.id);
  return (
    <li className="grid gap-x-6 gap-y-2 px-5 py-4 md:grid-cols-[minmax(0,1fr)_9rem_minmax(0,1fr)_auto] md:items-center">
      <div className="min-w-0">
        <Link
          to="/agents/$agentId"
          params={{ agentId }}
          className="font-medium break-words hover:underline"
        >
          {agentName}
        </Link>
        <p className="text-sm text-muted">
          {modelName}, {fallback === null ? 'its choice' : `its fallback ${fallback + 1}`}
        </p>
      </div>
      <div>
        <Badge tone={endTone(item)}>{endWords(item)}</Badge>
        {shutDownOn !== null && (
          <p className="figures mt-1 text-sm text-muted">{day(shutDownOn)}</p>
        )}
      </div>
      <div className="min-w-0 text-sm">
        <p>
          {successor === null ? 'Its vendor names no successor.' : `Successor: ${successor.name}`}
        </p>
        {source !== null && (
          <p className="text-muted">
            <ExternalLink href={source}>Source</ExternalLink>
            {readOn !== null && `, read ${day(readOn)}`}
          </p>
        )}
      </div>
      <div className="md:text-right">
        {offered?.selectable ? (
          <Button small obstacle={obstacle} onClick={onMove}>
            <span>
              Move to {offered.name}
              <span className="sr-only"> for {agentName}</span>
            </span>
          </Button>
        ) : (
          <Link
            to="/agents/$agentId"
            params={{ agentId }}
            className={buttonLook('secondary', true)}
          >
            <span>
              Choose another<span className="sr-only"> model for {agentName}</span>
            </span>
          </Link>
        )}
      </div>
    </li>
  );
}
