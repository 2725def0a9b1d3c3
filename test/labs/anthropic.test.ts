/** One build of the model of Anthropic: both engines agree bit for bit, its checks and tie-outs hold. */
import { beforeAll } from 'vitest';
import type { Built } from '../../src/pipeline.ts';
import { buildFile } from '../helpers/projectModels.ts';
import { testWholeModel } from '../helpers/wholeModel.ts';

const path = 'models/anthropic.yaml';
let built: Built;

beforeAll(() => {
  built = buildFile(path);
});

testWholeModel(path, () => built);
