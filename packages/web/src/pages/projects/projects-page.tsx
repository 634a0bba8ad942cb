import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { FolderPlus } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Project } from '@jackfield/control-plane/rest-types';
import { useProjects } from '../../api/projects.ts';
import { useObstacle } from '../../api/rights.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { SidePanel } from '../../parts/side-panel.tsx';
import { SkeletonRows } from '../../parts/skeleton.tsx';
import { NoProject } from './no-project.tsx';
import { ProjectMembers } from './project-members.tsx';
import { ProjectNameForm } from './project-name-form.tsx';

/** Whose agents and connections are whose. */
export function ProjectsPage(): ReactElement {
  const { project: opened } = useSearch({ from: '/shell/projects' });
  const navigate = useNavigate({ from: '/projects' });
  const projects = useProjects();
  const obstacle = useObstacle('admin');
  const open = (project: string | undefined): void => void navigate({ search: { project } });
  const saved = projects.data?.find(({ id }) => id === opened) ?? null;
  return (
    <Page
      title="Projects"
      lead="Agents and connections belong to a project, and only its members see them. Admins see all of them."
      actions={
        <>
          {obstacle !== null && (
            <p id="projects-obstacle" className="text-sm text-muted">
              {obstacle}
            </p>
          )}
          <Button
            kind="primary"
            disabled={obstacle !== null}
            aria-describedby={obstacle === null ? undefined : 'projects-obstacle'}
            onClick={() => open('new')}
          >
            <FolderPlus aria-hidden size={16} /> New project
          </Button>
        </>
      }
    >
      {projects.error && !projects.data ? (
        <ProblemNotice error={projects.error} onRetry={() => void projects.refetch()} />
      ) : !projects.data ? (
        <SkeletonRows count={3} what="projects" />
      ) : projects.data.length === 0 ? (
        <NoProject />
      ) : (
        <ul aria-label="Projects" className="card max-w-4xl divide-y divide-line">
          {projects.data.map((project) => (
            <ProjectItem key={project.id} project={project} onOpen={() => open(project.id)} />
          ))}
        </ul>
      )}
      <SidePanel
        open={(opened === 'new' && obstacle === null) || saved !== null}
        onClose={() => open(undefined)}
        title={saved ? saved.name : 'New project'}
        lead={saved ? `You are ${saved.role} here.` : 'It has no members yet; you add them next.'}
      >
        {saved ? (
          <div className="space-y-6">
            <ProjectMembers key={saved.id} project={saved} />
            <ProjectNameForm
              key={`${saved.id} name`}
              project={saved}
              onSaved={() => open(saved.id)}
              onDeleted={() => open(undefined)}
            />
          </div>
        ) : (
          <ProjectNameForm project={null} onSaved={({ id }) => open(id)} onDeleted={() => {}} />
        )}
      </SidePanel>
    </Page>
  );
}

function ProjectItem({ project, onOpen }: { project: Project; onOpen: () => void }): ReactElement {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex items-center gap-2">
          <button type="button" onClick={onOpen} className="truncate font-medium hover:underline">
            {project.name}
          </button>
          {project.isDefault && <Badge>where new agents go</Badge>}
        </p>
        <p className="figures text-sm text-muted">
          <Link to="/" search={{ project: project.id }} className="underline underline-offset-2">
            {project.agents} {project.agents === 1 ? 'agent' : 'agents'}
          </Link>
          , {project.connections} {project.connections === 1 ? 'connection' : 'connections'}
        </p>
      </div>
      <Badge tone="brass">{project.role}</Badge>
    </li>
  );
}
