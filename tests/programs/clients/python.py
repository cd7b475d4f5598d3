"""Calls the API through the Python SDK: python.py ADDRESS CLIENT MANNER

CLIENT is `typed` or `common`. MANNER says what becomes of an error: `uncaught`, `str`, `repr`,
or `logging`, the SDK's own log on standard error, and then uncaught.
"""

import json
import os
import sys

from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.cvm.v20170312 import cvm_client, models

address, client, manner = sys.argv[1:]
keys = Credential(os.environ["TENCENTCLOUD_SECRET_ID"], os.environ["TENCENTCLOUD_SECRET_KEY"])
profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=address))
typed = cvm_client.CvmClient(keys, "ap-guangzhou", profile)
common = CommonClient("cvm", "2017-03-12", keys, "ap-guangzhou", profile)

if manner == "logging":
    typed.set_stream_logger(sys.stderr)
try:
    if client == "typed":
        print(typed.DescribeInstances(models.DescribeInstancesRequest()))
    else:
        print(json.dumps(common.call_json("DescribeInstances", {})))
except TencentCloudSDKException as error:
    if manner == "str":
        print(error)
    elif manner == "repr":
        print(repr(error))
    else:
        raise
