"""
Codes of Oracle's database, its listener and its Python driver to error class.

Floor 1. Data only. A code that is not in the table decides nothing.
Sources: https://docs.oracle.com/en/error-help/db/ (ORA, TNS); `oracledb/errors.py` of 26.1 (DPY).
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from dataresult._vocabulary import Advice, TimeoutPhase
from dataresult.errors import (
    ApiAuth,
    ApiFormat,
    ApiNotFound,
    ApiPermission,
    ApiRequest,
    ApiUnavailable,
    DataEmpty,
    DataIntegrity,
    DataTransformation,
    DataValidation,
    Internal,
    NetworkConnection,
    NetworkDns,
    NetworkTimeout,
    NetworkTls,
    StorageSpace,
)

from ._rule import Outcome, Target

__all__ = ["ORACLE_CODES"]

_CONNECT: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.CONNECT})
_TOTAL: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.TOTAL})
_POOL: Final = Outcome(NetworkTimeout, fields={"phase": TimeoutPhase.POOL})
_FULL: Final = Outcome(StorageSpace, next_step=Advice.ASK_OPERATOR)

# What they mean, and the numbers: of ORA unless they say otherwise.
_GROUPS: Final[tuple[tuple[Target, str], ...]] = (
    (
        DataValidation,
        "00001 01400 01407 01422 01427 02290 02291 02292 02293 02296 02298 02299 01402 DPY-8001",
    ),
    (
        DataTransformation,
        (
            "01426 01438 01455 01476 01722 01830 01839 01840 01841 01843 01847 01850 01858 01861 01862 01877 "
            "06502 12899 01401 40441 DPY-4002 DPY-4003 DPY-4004 DPY-4012 DPY-4013 DPY-4014 DPY-4015 DPY-4016 "
            "DPY-4036 DPY-4037 DPY-4038 DPY-4039 DPY-4040 DPY-4042 DPY-8000 DPY-8002"
        ),
    ),
    (DataEmpty, "01403"),
    (
        ApiNotFound,
        "00942 00904 04043 01435 01918 02289 04042 01418 06564 12505 12514 12504 DPY-6001 DPY-6003",
    ),
    (
        ApiRequest,
        (
            "00900 00903 00905 00906 00907 00908 00909 00911 00917 00918 00920 00921 00923 00925 00926 00928 "
            "00932 00933 00934 00936 00937 00947 00955 00957 00960 00972 00979 01008 01036 01006 01789 01790 "
            "06550 20000 12154 12533 DPY-4000 DPY-4007 DPY-4008 DPY-4009 DPY-4010 DPY-4017 DPY-4018 DPY-4021 "
            "DPY-4026 DPY-4027 DPY-2003 DPY-2004 DPY-2006 DPY-2014 DPY-2066 DPY-3001 DPY-3002 DPY-3003"
        ),
    ),
    (ApiAuth, "01005 01017 01040 28000 28001 28040 28009 01004 DPY-4001 DPY-2036 DPY-3015"),
    (ApiPermission, "01031 01045 41900 01950 16000 28115"),
    (
        ApiUnavailable,
        (
            "00018 00020 00028 00051 00054 00060 01033 01034 01089 01090 01092 01109 01012 01555 02049 02391 "
            "04020 04021 04031 04061 04068 08177 08176 12516 12518 12519 12520 12521 12526 12527 12528 02396 "
            "01013 01014 16456 27101 30006 DPY-6000"
        ),
    ),
    (
        Outcome(Internal, next_step=Advice.ASK_OPERATOR),
        "01019 12638 DPI-1047 DPI-1050 DPI-1072 DPY-3010 DPY-3016 DPY-2018",
    ),
    (
        NetworkConnection,
        (
            "12541 03113 03114 03135 12537 12543 12547 12560 12570 12571 12583 25408 25401 25402 25405 12152 "
            "12157 DPI-1010 DPI-1080 DPY-4011 DPY-1001 DPY-6004 DPY-6005 DPY-5005 DPY-5006"
        ),
    ),
    (NetworkDns, "12545"),
    (_CONNECT, "12170 12535 12606 12609"),
    (_TOTAL, "03136 12608 DPY-4024 DPY-4033 00040 56735"),
    (_POOL, "24418 24457 24459 DPY-4005"),
    (NetworkTls, "28860 28864 29024 28759 28865 28868 29002 29003 12542 DPY-6002 DPY-6006 DPY-6008"),
    (_FULL, "01652 01653 01654 01658 01691 01536 00257 30036 19809 01693 01688"),
    (DataIntegrity, "01578 01110 08103 01498 26040 08102"),
    (ApiFormat, "12592 DPY-5000 DPY-5001 DPY-5004 DPY-4035 DPY-4019"),
    (Internal, "DPY-1002 DPY-1003 DPY-1004 DPY-1005 DPY-1006 DPY-2046 DPY-2021"),
)


def _by_code() -> Iterator[tuple[object, Target]]:
    for target, codes in _GROUPS:
        for code in codes.split():
            yield (code if "-" in code else f"ORA-{code:0>5}"), target


ORACLE_CODES: Final[Mapping[object, Target]] = MappingProxyType(dict(_by_code()))
