import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { expect, test } from '@jest/globals';
import { LinkService } from '@katrol/proto/katrol/gateway/v1/links_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import type { World } from '../world.ts';

const right = { answer: 'de KAPELLE-straat' };

/** Who has no account, from the first link to the last: through the door and every service behind it. */
export function aLink(world: () => World): void {
  const holder = (token = '') =>
    createClient(
      LinkService,
      createConnectTransport({
        baseUrl: `${world().platform.url}/api`,
        useBinaryFormat: false,
        httpVersion: '1.1',
        interceptors: [
          (next) => async (request) => {
            request.header.set('x-katrol', 'portal');
            if (token) request.header.set('authorization', `Bearer ${token}`);
            return await next(request);
          },
        ],
      }),
    );
  const sentTo = async (address: string): Promise<string> => {
    for (let tries = 0; tries < 100; tries += 1) {
      const page = await (await fetch(`${world().platform.url}/postvak`)).text();
      const letter = page.split('<article>').find((one) => one.includes(address));
      const secret = /\/link#([\w-]{43})"/.exec(letter ?? '')?.[1];
      if (secret) return secret;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return '';
  };

  test('a link: given, opened with the family’s own word, sent, and shut by a hold', async () => {
    const as = await world().as('marieke.vanhoutte');
    const { familyId } = await as(IntakeService, 'enterReferral', {
      referral: {
        branchCode: 'oostende',
        referrer: { kind: 'school', name: 'Zorgjuf Els', organisation: 'De Regenboog' },
        reason: 'Lezen gaat moeilijk',
        contact: {
          familyName: 'Linkers',
          phone: '0470 99 88 77',
          email: 'linkers@voorbeeld.example',
        },
        children: [{ firstName: 'Noor', grade: 'L3', school: 'De Regenboog' }],
      },
    });
    const { parents } = await as(IntakeService, 'getFamily', { id: familyId });
    const [parent] = parents;
    if (!parent) throw new Error('a family has a parent');
    const page = {
      branchCode: 'oostende',
      kind: 'parent-page' as const,
      objectId: familyId,
      personId: parent.id,
      language: 'fr',
    };
    const question = { question: 'street' as const, answer: 'Dekapellestraat' };
    const { secret } = await as(LinkService, 'giveLink', { ...page, question });
    expect(await holder().openLink({ secret })).toMatchObject({ question: 'street', token: '' });
    const opened = await holder().openLink({ secret, ...right });
    expect(opened).toMatchObject({ objectId: familyId, personId: parent.id });
    expect((await holder(opened.token).renewLink({})).token).not.toBe('');
    await expect(holder(opened.token).listLinks(page)).rejects.toThrow('ROLE_MISSING');
    await as(LinkService, 'sendLink', { link: page, purpose: 'page' });
    const sent = await holder().openLink({ secret: await sentTo('linkers@voorbeeld'), ...right });
    await holder(sent.token).revokeLink({});
    await expect(holder(sent.token).renewLink({})).rejects.toThrow('LINK_OVER');
    await holder(opened.token).renewLink({});
    const hold = {
      parentId: parent.id,
      hold: true,
      reason: 'Een vonnis',
      revision: parent.revision,
    };
    await as(IntakeService, 'holdParent', hold);
    await expect(holder(opened.token).renewLink({})).rejects.toThrow('LINK_OVER');
    await expect(holder().openLink({ secret, ...right })).rejects.toThrow('LINK_OVER');
  });
}
