import { refuseField } from '../refuse-field.ts';

export function slugTaken(slug: string): Error {
  return refuseField(
    'slug',
    'slug_taken',
    `Another agent has the slug "${slug}". Choose another, or leave it out to have one made from the name.`,
    409,
  );
}
