import { lazy, Suspense, type ComponentType } from 'react';

const Nothing = () => null;

/** A part that comes when it is first shown, or was asked for beforehand. */
export function later<P extends object>(
  load: () => Promise<ComponentType<P>>,
  Meanwhile: ComponentType = Nothing,
): ComponentType<P> & { preload: () => void } {
  const Part = lazy(async () => ({ default: await load() }));
  const Later = (props: P) => (
    <Suspense fallback={<Meanwhile />}>
      <Part {...props} />
    </Suspense>
  );
  return Object.assign(Later, { preload: () => void load() });
}
