import { useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { AgentSection } from '../agent/agent-section.tsx';
import { CaptureSection } from './capture-section.tsx';
import { TurnList } from './turn-list.tsx';

/** One agent's turns, and whether what they say is kept. */
export function AgentTurnsPage(): ReactElement {
  const { agentId } = useParams({ from: '/shell/agents/$agentId' });
  return (
    <AgentSection title="Turns">
      <TurnList key={agentId} agentId={agentId} />
      <CaptureSection key={`capture ${agentId}`} agentId={agentId} />
    </AgentSection>
  );
}
