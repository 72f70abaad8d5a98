import { SampleService } from '@katrol/proto/katrol/sample/v1/service_pb';
import {
  describeAccess,
  kitContracts,
  kitRequests,
  startUnderTest,
  type AccessSample,
} from '@katrol/testkit';
import { startSample } from '../src/service.ts';
import { notice, pinned, type Sample } from './seed.ts';

const TEXT = 'Prikkanarie hangt in lokaal 2';

/** A notice of oostende, about which every RPC asks. */
async function sample(t: Sample): Promise<AccessSample> {
  const { id } = await pinned(t, 'oostende', TEXT);
  const inBranch = { branchCode: 'oostende' };
  return {
    tutorAccount: 'tutor-of-branch',
    fields: { 'notice id': id, text: TEXT },
    links: { 'parent-item': { object: id, person: '019aa000-0000-7000-8000-0000000000cc' } },
    requests: {
      keepNotice: { notice: { ...notice('oostende', TEXT), id } },
      takeDownNotice: { id },
      getNotice: { id },
      readNotice: { ...inBranch, id },
      listNotices: inBranch,
      exportNotices: inBranch,
      tidyBoard: inBranch,
      showBoard: inBranch,
      ...kitRequests('sample', id),
    },
  };
}

describeAccess({
  services: [SampleService, ...kitContracts(SampleService)],
  start: () => startUnderTest(SampleService, startSample),
  sample,
});
