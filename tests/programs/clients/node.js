// Calls the API through the Node.js SDK: node.js ADDRESS MANNER
//
// MANNER says what becomes of an error: `uncaught`, `log`, `json`, `string`.

const { cvm } = require("tencentcloud-sdk-nodejs-cvm");

const [address, manner] = process.argv.slice(2);
const client = new cvm.v20170312.Client({
  credential: {
    secretId: process.env.TENCENTCLOUD_SECRET_ID,
    secretKey: process.env.TENCENTCLOUD_SECRET_KEY,
  },
  region: "ap-guangzhou",
  profile: { httpProfile: { endpoint: address, protocol: "http://" } },
});
const form = {
  uncaught: (error) => Promise.reject(error),
  log: (error) => error,
  json: (error) => JSON.stringify(error),
  string: (error) => String(error),
}[manner];
client.DescribeInstances({}).catch(form).then((result) => console.log(result));
