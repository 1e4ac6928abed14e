"""relsearch cluster check: shipped files pass, seeded faults are found, each at its key."""

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from relsearch.cli import app
from relsearch.commands.cluster_check import cluster_check
from relsearch.errors import ClusterError

PROJECT = Path(__file__).parents[2]
SHIPPED = ("aws", "gcp", "onprem", "kuberay")
WORKER = "available_node_types.worker"


@pytest.fixture(autouse=True)
def at_the_projects_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mount sources are looked for from the working directory, as `ray up` does."""
    monkeypatch.chdir(PROJECT)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_file_passes_untouched(name):
    notes = cluster_check(PROJECT / "cluster" / f"{name}.yaml")
    assert any("YOUR-" in note for note in notes)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_file_says_what_it_is_for_and_marks_three_edits(name):
    text = (PROJECT / "cluster" / f"{name}.yaml").read_text(encoding="utf-8")
    head = text.partition("\n\n")[0] if name != "kuberay" else text
    assert f"\n#     relsearch cluster check cluster/{name}.yaml" in head
    assert "\n# Cost: " in head
    assert [n for n in range(1, 5) if f"# EDIT {n}" in text] == [1, 2, 3]


def test_ten_seeded_faults_are_all_found_at_once_each_at_its_key(tmp_path):
    config = shipped("aws")
    worker = config["available_node_types"]["worker"]
    config["max_worker"] = 4
    config["idle_timeout_minutes"] = "five"
    worker["node_config"]["InstanceTyp"] = worker["node_config"].pop("InstanceType")
    config["available_node_types"]["head"]["node_config"]["InstanceType"] = "m7i.lrage"
    worker["node_config"]["BlockDeviceMappings"][0]["Ebs"]["VolumeSize"] = "100"
    del worker["node_config"]["IamInstanceProfile"]
    config["file_mounts"]["~/data"] = "no/such/folder"
    config["setup_commands"].append("echo 'unfinished")
    config["setup_commands"].append("pip install -c constraints.txt 'ray[default]==2.59.0'")
    config["head_start_ray_commands"][1] += " --dashboard-host=0.0.0.0"
    faults = faults_of(config, tmp_path)
    assert set(faults) == {
        "max_worker",
        "idle_timeout_minutes",
        f"{WORKER}.node_config.InstanceTyp",
        "available_node_types.head.node_config.InstanceType",
        f"{WORKER}.node_config.BlockDeviceMappings[0].Ebs.VolumeSize",
        f"{WORKER}.node_config.IamInstanceProfile",
        "file_mounts.~/data",
        "setup_commands[6]",
        "setup_commands[7]",
        "head_start_ray_commands[1]",
    }
    assert faults["max_worker"] == "unknown key; did you mean 'max_workers'?"
    assert faults[f"{WORKER}.node_config.InstanceTyp"].endswith("did you mean 'InstanceType'?")
    assert (
        "did you mean 'm7i.large'?" in faults["available_node_types.head.node_config.InstanceType"]
    )
    assert faults["setup_commands[7]"] == "asks for ray 2.59.0, but constraints.txt has 2.60.0"


def test_rays_own_verdict_is_told_with_the_key_that_it_names(tmp_path):
    config = shipped("aws")
    config["head_node_type"] = "haed"
    assert set(faults_of(config, tmp_path)) == {"head_node_type"}


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ("/home/ubuntu/results", "own disk"),
        ("s4://bucket/results", "s3://, gs:// or a shared folder"),
    ],
)
def test_results_must_lie_where_every_machine_reaches_them(results, said, tmp_path):
    config = shipped("aws")
    config["setup_commands"][0] = f"echo 'export RELSEARCH_RESULTS={results}' > ~/relsearch/env"
    assert said in faults_of(config, tmp_path)["setup_commands[0]"]


def test_results_set_on_the_head_alone_are_a_fault(tmp_path):
    config = shipped("aws")
    config["head_setup_commands"] = [config["setup_commands"].pop(0)]
    assert "move it to setup_commands" in faults_of(config, tmp_path)["head_setup_commands[0]"]


def test_open_ports_and_a_cluster_without_a_token_are_faults(tmp_path):
    config = shipped("aws")
    config["provider"]["security_group"]["IpPermissions"] = [
        {"IpProtocol": "tcp", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ]
    del config["file_mounts"]["~/.ray/auth_token"]
    key = "provider.security_group.IpPermissions[0].IpRanges[0].CidrIp"
    assert set(faults_of(config, tmp_path)) == {key, "file_mounts"}


def test_an_aws_file_without_a_security_group_is_a_fault(tmp_path):
    config = shipped("aws")
    del config["provider"]["security_group"]
    assert "opens SSH to the world" in faults_of(config, tmp_path)["provider.security_group"]


def test_installing_past_the_constraints_is_a_fault(tmp_path):
    config = shipped("onprem")
    config["setup_commands"].append("pip install torch")
    assert "without -c constraints.txt" in faults_of(config, tmp_path)["setup_commands[6]"]


def test_a_machine_that_google_does_not_have_is_a_fault(tmp_path):
    config = shipped("gcp")
    node_config = config["available_node_types"]["worker"]["node_config"]
    node_config["machineType"] = "g2-standard-5"
    del node_config["scheduling"]["onHostMaintenance"]
    assert set(faults_of(config, tmp_path)) == {
        f"{WORKER}.node_config.machineType",
        f"{WORKER}.node_config.scheduling.onHostMaintenance",
    }


def test_a_local_cluster_needs_its_addresses_once_each(tmp_path):
    config = shipped("onprem")
    config["provider"]["worker_ips"] = ["10.0.0.2", "10.0.0.2"]
    assert set(faults_of(config, tmp_path)) == {"provider.worker_ips"}
    del config["provider"]["worker_ips"]
    assert set(faults_of(config, tmp_path)) == {"provider.worker_ips"}


def test_faults_of_a_kuberay_manifest_are_found_at_their_keys(tmp_path):
    volume, cluster, job = shipped_manifest()
    volume["spec"]["accessModes"] = ["ReadWriteOnce"]
    spec = cluster["spec"]
    spec["rayVersion"] = "2.59.0"
    spec["authOption"] = spec.pop("authOptions")
    spec["headGroupSpec"]["serviceType"] = "LoadBalancer"
    spec["headGroupSpec"]["rayStartParams"]["num-cpus"] = 0
    [workers] = spec["workerGroupSpecs"]
    workers["minReplicas"] = 9
    workers["template"]["spec"]["containers"][0]["volumeMounts"] = []
    job["spec"]["clusterSelector"]["ray.io/cluster"] = "relserch"
    group = "RayCluster.spec.workerGroupSpecs[0]"
    assert set(faults_of([volume, cluster, job], tmp_path)) == {
        "PersistentVolumeClaim.spec.accessModes",
        "RayCluster.spec.authOption",
        "RayCluster.spec.authOptions.mode",
        "RayCluster.spec.rayVersion",
        "RayCluster.spec.headGroupSpec.serviceType",
        "RayCluster.spec.headGroupSpec.rayStartParams.num-cpus",
        f"{group}.minReplicas",
        f"{group}.template.spec.containers[0].volumeMounts",
        "RayJob.spec.clusterSelector.ray.io/cluster",
    }


def test_a_file_that_is_no_mapping_is_refused(tmp_path):
    path = tmp_path / "cluster.yaml"
    path.write_text("- 1\n", encoding="utf-8")
    with pytest.raises(ClusterError, match="should hold keys"):
        cluster_check(path)


def test_the_command_ends_with_0_and_tells_its_notes():
    done = CliRunner().invoke(app, ["cluster", "check", "cluster/aws.yaml"])
    assert done.exit_code == 0
    assert "cluster/aws.yaml is sound" in done.output
    assert "setup_commands[0]: YOUR-BUCKET waits for your edit" in done.output


def shipped(name: str) -> dict:
    text = (PROJECT / "cluster" / f"{name}.yaml").read_text(encoding="utf-8")
    return unshared(yaml.safe_load(text))


def shipped_manifest() -> list[dict]:
    text = (PROJECT / "cluster" / "kuberay.yaml").read_text(encoding="utf-8")
    return [unshared(document) for document in yaml.safe_load_all(text)]


def unshared(document: dict) -> dict:
    """Return a copy in which what an anchor shares may be changed in one place alone."""
    return json.loads(json.dumps(document))


def faults_of(config: dict | list, folder: Path) -> dict[str, str]:
    """Check a changed file; return what is said at each key."""
    path = folder / "cluster.yaml"
    documents = config if isinstance(config, list) else [config]
    path.write_text(yaml.safe_dump_all(documents), encoding="utf-8")
    with pytest.raises(ClusterError) as caught:
        cluster_check(path)
    return dict(fault.split(": ", 1) for fault in caught.value.problems)
