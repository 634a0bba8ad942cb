import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { AgentSection } from '../agent/agent-section.tsx';
import { CaptureSection } from './capture-section.tsx';
import { TurnList } from './turn-list.tsx';

/** One agent's turns, and whether what they say is kept. */
export function AgentTurnsPage(): ReactElement {
  const { agentId } = useParams({ from: '/shell/agents/$agentId' });
  return (
    <AgentSection title="Turns">
      <p className="mb-4 text-muted">
        What they come to:{' '}
        <Link
          to="/usage"
          search={{ agent: agentId, by: 'model' }}
          className="underline decoration-edge underline-offset-2 hover:decoration-ink"
        >
          usage of this agent
        </Link>
        .
      </p>
      <TurnList key={agentId} agentId={agentId} />
      <CaptureSection key={`capture ${agentId}`} agentId={agentId} />
    </AgentSection>
  );
}
