/** @jsxImportSource preact */
import type { ReferralForm } from '@katrol/proto/katrol/intake/v1/json';
import type { MyItem } from '@katrol/proto/katrol/school_liaison/v1/json';
import { useState } from 'preact/hooks';
import { ask, askAnybody, INTAKE, revoke, SCHOOL } from './call.ts';
import { MessageOf } from './message.tsx';
import { NO_PAGE } from './parent.tsx';
import { Button, Said } from './pieces.tsx';
import { say } from './texts.ts';
import { Arriving, Trouble, usePage } from './use-page.tsx';
import { together, type Parts } from './together.ts';

type Whole = { item: MyItem; form: ReferralForm };

/** One text for one person: to read, and to answer; nothing else of the family. */
export function ItemPage({ branchCode }: { branchCode: string }) {
  const { shown, trouble, load, act, last } = usePage<Parts<Whole>>((before, later) =>
    together<Whole>(
      {
        item: () => ask<MyItem>(SCHOOL, 'GetMyItem'),
        form: () => askAnybody<ReferralForm>(INTAKE, 'GetReferralForm', { branchCode }),
      },
      { before: before?.parts ?? {}, later },
    ),
  );
  const [closed, setClosed] = useState(false);
  const item = shown?.parts.item;
  const { anchorName = '' } = shown?.parts.form?.branch ?? {};
  if (closed) return <Said>{say('notMeDone', { name: anchorName })}</Said>;
  if (!item) return <Arriving trouble={trouble || (shown ? say('away') : '')} load={load} />;
  const page = { ...NO_PAGE, decides: item.decides, anchorName };
  return (
    <>
      <h1>{say('title')}</h1>
      <Trouble trouble={trouble} />
      <h2>{say('toRead')}</h2>
      <MessageOf message={item.message} acts={{ page, known: true, act }} />
      <Button onPress={() => last(revoke).then(setClosed)}>{say('notMe')}</Button>
    </>
  );
}
