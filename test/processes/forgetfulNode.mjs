// A server that acknowledges what is in its memory and nowhere else: what `figure2 torture` has to find.
import { becomeNode } from '../../dist/src/processes/nodeProgram.js';
import { memoryStorage } from '../../dist/src/runtime/index.js';

becomeNode(() => ({ storage: memoryStorage(), fill: () => undefined }));
