import { manifestContract } from '../../contract/manifest-contract.js';
import { testQdrant } from './test-qdrant.js';

manifestContract('Qdrant', async () => (await testQdrant()).manifest);
