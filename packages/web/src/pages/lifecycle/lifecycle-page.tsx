import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import type { DyingModel } from '@jackfield/control-plane/rest-types';
import { useDyingModels } from '../../api/dying-models.ts';
import { Button, buttonLook } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { ApplySuccessorDialog } from './apply-successor-dialog.tsx';
import { DyingModelItem } from './dying-model-item.tsx';
import { MovedNotice, type Moved } from './moved-notice.tsx';

const itemsAtOnce = 50;

/** Models → Lifecycle: which agents name models that end, how long they have, and the way out. */
export function LifecyclePage(): ReactElement {
  const dying = useDyingModels();
  const [moving, setMoving] = useState<DyingModel | null>(null);
  const [moved, setMoved] = useState<readonly Moved[]>([]);
  const [shown, setShown] = useState(itemsAtOnce);
  return (
    <Page
      title="Lifecycle"
      above={
        <nav aria-label="Breadcrumb">
          <ol className="flex items-center gap-1.5 text-sm text-muted">
            <li>
              <Link to="/models" className="hover:text-ink hover:underline">
                Models
              </Link>
            </li>
            <li aria-hidden>
              <ChevronRight size={13} />
            </li>
            <li>Lifecycle</li>
          </ol>
        </nav>
      }
      lead="Agents whose setting names a model that its vendor ends, as the choice or as a fallback, the first to end first. Dates and successors are the vendors’ own."
    >
      <div className="space-y-4">
        {moved.map((one) => (
          <MovedNotice
            key={`${one.agentId} ${one.after}`}
            moved={one}
            onGone={() => setMoved(moved.filter((other) => other !== one))}
          />
        ))}
        {dying.error && <ProblemNotice error={dying.error} onRetry={() => void dying.refetch()} />}
        {dying.data === undefined ? (
          !dying.error && <SkeletonRows count={5} what="models that end" />
        ) : dying.data.length === 0 ? (
          <EmptyState
            title="No agent names a model that ends"
            action={
              <Link to="/models" className={buttonLook('secondary')}>
                Go to the catalogue
              </Link>
            }
          >
            When a vendor announces the end of a model that an agent uses, it stands here and on the
            board, and alerts can tell you.
          </EmptyState>
        ) : (
          <>
            <ul aria-label="Agents and the models that end" className="card divide-y divide-line">
              {dying.data.slice(0, shown).map((item) => (
                <DyingModelItem
                  key={`${item.agentId} ${item.fallback ?? ''}`}
                  item={item}
                  onMove={() => setMoving(item)}
                />
              ))}
            </ul>
            {dying.data.length > shown && (
              <Button onClick={() => setShown(shown + itemsAtOnce)}>
                Show more of {dying.data.length}
              </Button>
            )}
          </>
        )}
      </div>
      {moving && (
        <ApplySuccessorDialog
          item={moving}
          onClose={() => setMoving(null)}
          onMoved={(one) => setMoved([one, ...moved])}
        />
      )}
    </Page>
  );
}
