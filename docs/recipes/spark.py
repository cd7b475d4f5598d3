"""Summarizes the failures of the Tencent Cloud API in logs with Apache Spark, as `tcerr scan` does.

    spark-submit docs/recipes/spark.py [--tcerr PATH] [--split] [--json | --each FOLDER] LOG...

A LOG is anything that Spark reads: files, folders and globs, on a disk, in HDFS or in COS,
compressed or not. Every executor pipes its part through `tcerr scan -`. If tcerr is not installed
on the executors, `spark-submit --files tcerr` copies it there, and `--tcerr ./tcerr` names it.
"""

import argparse
import shlex
import shutil
import subprocess
import sys

from pyspark import SparkContext

INPUT_FORMAT = "org.apache.hadoop.mapreduce.lib.input.TextInputFormat"
OFFSET = "org.apache.hadoop.io.LongWritable"
TEXT = "org.apache.hadoop.io.Text"


def whole_files(context, logs):
    """The lines of the logs, with each file in one part, so that no failure is cut in two."""
    one_piece = {"mapreduce.input.fileinputformat.split.minsize": str(2**62)}
    return read(context, logs, one_piece).values()


def records(context, logs):
    """The records of the logs, with large files cut between two records. Every record must begin
    with a date of this century, and no other line may."""
    start = "\n20"
    pieces = read(context, logs, {"textinputformat.record.delimiter": start})
    # Hadoop removes the delimiter, so it is restored, except before the first record of a file.
    return pieces.map(lambda it: it[1] if it[0] == 0 else start[1:] + it[1])


def read(context, logs, conf):
    """The pieces into which Hadoop cuts the logs, each with its byte offset in its file."""
    recursive = {"mapreduce.input.fileinputformat.input.dir.recursive": "true"}
    return context.newAPIHadoopFile(logs, INPUT_FORMAT, OFFSET, TEXT, conf=conf | recursive)


def scanned(lines, tcerr, form):
    """What `tcerr scan` prints for each part. Its exit status is 1 for a part without failures."""
    command = f"{shlex.quote(tcerr)} scan {form} - || test $? -eq 1"
    return lines.pipe(shlex.join(["sh", "-c", command]), checkCode=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tcerr", default=shutil.which("tcerr") or "./tcerr")
    parser.add_argument("--split", action="store_true", help="cut large files between records")
    parser.add_argument("--json", action="store_true", help="print an object for each code")
    parser.add_argument("--each", metavar="FOLDER", help="write each failure to FOLDER instead")
    parser.add_argument("logs", nargs="+", metavar="LOG")
    arguments = parser.parse_args()
    with SparkContext(appName="tcerr") as context:
        cut = records if arguments.split else whole_files
        # Hadoop takes several paths in one string, separated by commas.
        lines = cut(context, ",".join(arguments.logs))
        if arguments.each:
            scanned(lines, arguments.tcerr, "--jsonl").saveAsTextFile(arguments.each)
            return 0
        parts = scanned(lines, arguments.tcerr, "--json").collect()
    merge = [arguments.tcerr, "scan", "--merge"] + ["--json"] * arguments.json
    return subprocess.run(merge, input="\n".join(parts), encoding="utf-8").returncode


if __name__ == "__main__":
    sys.exit(main())
